import { describe, expect, it } from 'vitest';
import { checkGuest, GUEST_DEFAULTS, guestNetwork, guestXml, loadWords } from './guest-domain.ts';

const web = { ...GUEST_DEFAULTS, name: 'web-1' };
const paths = { kernel: '/k', initrd: '/i', consoleLog: '/c' };

describe('checkGuest', () => {
  it('accepts the defaults', () => {
    expect(() => checkGuest(web)).not.toThrow();
  });

  it('refuses a working set that would make the guest run out of memory', () => {
    expect(() => checkGuest({ ...web, workingSetMiB: 32 })).toThrow('needs a guest of at least 104 MiB');
    expect(() => checkGuest({ ...web, workingSetMiB: 32, memoryMiB: 104 })).not.toThrow();
  });

  it('refuses names and numbers that the kernel command line cannot carry', () => {
    expect(() => checkGuest({ ...web, name: "web'1" })).toThrow('cannot name a guest');
    expect(() => checkGuest({ ...web, cpuPercent: Number.NaN })).toThrow('numbers from 0');
    expect(() => checkGuest({ ...web, cpuPercent: 101 })).toThrow('0 to 100');
    expect(() => checkGuest({ ...web, heartbeatMs: 1 })).toThrow('at least 10 ms');
  });
});

describe('guestXml', () => {
  it('gives each guest its own UUID, MAC and address, always the same ones', () => {
    const uuid = (lab: string, name: string) =>
      /<uuid>(.*)<\/uuid>/.exec(guestXml({ lab, spec: { ...web, name }, ...paths }))?.[1];
    expect(uuid('lab', 'web-1')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(uuid('lab', 'web-1')).toBe(uuid('lab', 'web-1'));
    expect(uuid('lab', 'web-2')).not.toBe(uuid('lab', 'web-1'));
    expect(uuid('other', 'web-1')).not.toBe(uuid('lab', 'web-1'));
    expect(guestNetwork('web-1')).not.toEqual(guestNetwork('web-2'));
    expect(guestNetwork('web-1').mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  });

  it('passes the load to the guest on its command line', () => {
    const spec = { ...web, cpuPercent: 30, dirtyMiBps: 4 };
    expect(loadWords(spec)).toEqual(['cpu=30', 'dirty=4', 'ws=16', 'hb=100']);
    const cmdline = /<cmdline>(.*)<\/cmdline>/.exec(guestXml({ lab: 'lab', spec, ...paths }))?.[1];
    expect(cmdline).toContain('lab.name=web-1 lab.mem=96 lab.address=10.78.');
    expect(cmdline).toContain('lab.cpu=30 lab.dirty=4 lab.ws=16 lab.hb=100');
  });
});
