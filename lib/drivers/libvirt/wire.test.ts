import { describe, expect, it } from 'vitest';
import { fixture } from './fake-virsh.ts';
import {
  parseDomainList,
  parseDomState,
  parseDomStats,
  parseEvent,
  parseJobInfo,
  parseNames,
  parseNodeCpuStats,
  parseNodeInfo,
  parseNodeMemoryUsed,
  parseVersion,
  splitSections,
} from './wire.ts';

describe('the output of a host', () => {
  it('reads its size', () => {
    expect(parseNodeInfo(fixture('nodeinfo'))).toEqual({ cpus: 2, mhz: 2445, memoryKiB: 4_194_304 });
    expect(parseNodeInfo('')).toBeNull();
  });

  it('reads its counters, and does not count waiting as busy', () => {
    expect(parseNodeCpuStats(fixture('nodecpustats'))).toEqual({
      busyNs: 55_580_000_000,
      totalNs: 301_460_000_000,
    });
    const waiting = 'user: 10\nsystem: 5\nidle: 60\niowait: 25\n';
    expect(parseNodeCpuStats(waiting)).toEqual({ busyNs: 15, totalNs: 100 });
    expect(parseNodeCpuStats('user: many\n')).toBeNull();
  });

  it('reads used memory without caches', () => {
    expect(parseNodeMemoryUsed(fixture('nodememstats'))).toBe(4_194_304 - 3_298_920);
    const cached = 'total  : 1000 KiB\nfree   : 100 KiB\nbuffers: 50 KiB\ncached : 600 KiB\n';
    expect(parseNodeMemoryUsed(cached)).toBe(250);
    expect(parseNodeMemoryUsed('error')).toBeNull();
  });

  it('reads its version', () => {
    expect(parseVersion(fixture('version'))).toBe('QEMU 10.0.2, libvirt 11.3.0');
    expect(parseVersion('')).toBeNull();
  });

  it('reads names, with or without more columns', () => {
    expect(parseNames(fixture('iface-list'))).toEqual(['br0', 'eth0', 'lo']);
    expect(parseNames('lan\ndefault\n\n')).toEqual(['default', 'lan']);
    expect(parseNames('')).toEqual([]);
  });
});

describe('the output of a host about its VMs', () => {
  // after virt-manager/virt-manager#740, ClusterLabs/resource-agents#374
  it('keeps names unchanged, including blanks at both ends', () => {
    const [list = ''] = splitSections(`${fixture('list-blank-names')}--m--`, '--m--');
    expect(parseDomainList(list)).toEqual([
      { uuid: '10000000-0000-4000-8000-000000000001', name: 'web-01 ' },
      { uuid: '10000000-0000-4000-8000-000000000002', name: ' lead' },
    ]);
    const names = parseDomStats(fixture('domstats-blank-names')).map((one) => one.name);
    expect(names).toEqual(['web-01 ', ' lead']);
  });

  it.each([
    'my old server',
    '\u3000全角\u3000',
    "it's odd",
    "'quoted'",
    'tab\tin it',
    'two\nlines',
    'a \u2028 b',
  ])('reads the name %j in both outputs', (name) => {
    const uuid = '20000000-0000-4000-8000-0000000000AA';
    const list = `${fixture('list-uuid-name')}${uuid} ${name}\n${fixture('list-blank-names')}`;
    expect(parseDomainList(list).map((one) => one.name)).toEqual(['busy', 'calm', name, 'web-01 ', ' lead']);
    expect(parseDomainList(list)[2]?.uuid).toBe(uuid.toLowerCase());
    const stats = parseDomStats(`Domain: '${name}'\n  state.state=1\n\nDomain: 'b'\n  state.state=5\n`);
    expect(stats.map((one) => [one.name, one.values.get('state.state')])).toEqual([
      [name, 1],
      ['b', 5],
    ]);
  });

  it('reads the statistics of several VMs', () => {
    const stats = parseDomStats(fixture('domstats-raw'));
    expect(stats.map((one) => one.name)).toEqual(['g1b', 'smp1', 'g1a', 'smp2']);
    expect(stats[1]?.values.get('cpu.time')).toBe(6_214_244_878);
    expect(stats[1]?.values.get('balloon.maximum')).toBe(131_072);
    expect(stats[1]?.values.has('dirtyrate.calc_mode')).toBe(false);
    expect(parseDomStats("Domain: 'it's odd'\n  state.state=1\n")[0]?.name).toBe("it's odd");
  });

  it.each([
    [fixture('domstate-destination-after'), { state: 'running', reason: 'migrated' }],
    [fixture('domstate-source-after'), { state: 'shut off', reason: 'migrated' }],
    ['paused (starting up)\n', { state: 'paused', reason: 'starting up' }],
    ['running\n', { state: 'running', reason: '' }],
    ['', null],
  ])('reads the state %j', (text, state) => {
    expect(parseDomState(text)).toEqual(state);
  });

  it('distinguishes a running job, a finished job and no job', () => {
    const running = parseJobInfo(fixture('domjobinfo-running-raw'));
    expect(running).toMatchObject({ isRunning: true, isCompleted: false, direction: 'out' });
    expect(running?.values.get('data_processed')).toBe(23_983_839);
    const completed = parseJobInfo(fixture('domjobinfo-completed-raw'));
    expect(completed).toMatchObject({ isRunning: false, isCompleted: true, direction: 'in' });
    expect(parseJobInfo('Job type: 0 \n')).toMatchObject({ isRunning: false, direction: null });
    expect(parseJobInfo('')).toBeNull();
  });
});

describe('events', () => {
  it('reads the events of a whole migration, and skips continuation lines', () => {
    const lines = fixture('events-source').trim().split('\n');
    const events = lines.map(parseEvent).filter((event) => event !== null);
    expect(lines.length).toBeGreaterThan(30);
    expect(events).toHaveLength(13);
    expect(events[0]).toEqual({ name: 'migration-iteration', domain: 'smp1', detail: "iteration: '1'" });
    expect(events.at(-2)).toEqual({ name: 'lifecycle', domain: 'smp1', detail: 'Stopped Migrated' });
  });

  it('reads names with colons, and names that older versions print without quotes', () => {
    expect(
      parseEvent("2026-11-23 03:37:14.262+0000: event 'lifecycle' for domain 'a: b': Started Booted"),
    ).toEqual({ name: 'lifecycle', domain: 'a: b', detail: 'Started Booted' });
    expect(parseEvent("event 'lifecycle' for domain web-1: Defined Added")?.domain).toBe('web-1');
  });
});

describe('sections', () => {
  it('keeps empty sections, so that each command keeps its position', () => {
    expect(splitSections('a\nb\n--m----m--c\n', '--m--')).toEqual(['a\nb', '', 'c']);
  });
});
