import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createVirsh } from './client.ts';
import { type Answer, answerBy, createFakeVirsh } from './fake-virsh.ts';
import { removeCopy, restartVm } from './restart.ts';

const UUID = '3f2f7dd5-4a5c-4d0e-9a37-5d2d0e8c8f10';
const host = {
  hostId: 'b',
  name: 'kvm-02',
  uri: 'qemu+ssh://kvm-02/system',
  peerUri: null,
  migrateUri: null,
};
const XML = `<domain type='kvm'><name>web</name><uuid>${UUID}</uuid><devices/></domain>`;
const order = {
  vmUuid: UUID,
  vmName: 'web',
  deadHostId: 'a',
  destinationHostId: 'b',
  definition: XML as string | null,
  isPersistent: true,
};
const ABSENT = { stderr: `error: failed to get domain '${UUID}'` };

/** A host on which the VM has these states, one after another, and the other commands these answers. */
function hostWith(states: (string | Answer)[], answers: Record<string, string | Answer> = {}) {
  let asked = 0;
  const files: { path: string; text: string; mode: number }[] = [];
  const fake = createFakeVirsh(({ args }) => {
    if (args[0] === 'domstate') {
      const state = states[Math.min(asked++, states.length - 1)] ?? ABSENT;
      return typeof state === 'string' ? { stdout: `${state}\n` } : state;
    }
    const path = args[args.indexOf('--file') + 1] ?? '';
    if (args.includes('--file'))
      files.push({ path, text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 });
    return answerBy(args, answers);
  });
  const commands = () => fake.asked.map(({ args }) => args[0]).filter((name) => name !== 'domstate');
  return { virsh: createVirsh(fake.spawn), fake, files, commands };
}

describe('a VM of a dead host', () => {
  it('is defined from what was last known of it, and started; the file is only for us and does not stay', async () => {
    const { virsh, files, commands } = hostWith([ABSENT]);
    await restartVm(virsh, host, order);
    expect(commands()).toEqual(['define', 'start']);
    expect(files).toMatchObject([{ text: XML, mode: 0o600 }]);
    expect(existsSync(files[0]?.path ?? '/')).toBe(false);
  });

  it('is created where it is transient', async () => {
    const { virsh, commands } = hostWith([ABSENT]);
    await restartVm(virsh, host, { ...order, isPersistent: false });
    expect(commands()).toEqual(['create']);
  });

  it('is left alone where it runs already', async () => {
    const { virsh, commands } = hostWith(['running (booted)']);
    await restartVm(virsh, host, order);
    expect(commands()).toEqual([]);
  });

  it('leaves no definition on a host that cannot start it', async () => {
    const full = { stderr: 'error: cannot set up guest memory: Cannot allocate memory' };
    const { virsh, commands } = hostWith([ABSENT, 'shut off (unknown)'], { start: full });
    await expect(restartVm(virsh, host, order)).rejects.toMatchObject({ code: 'destination-full' });
    expect(commands()).toEqual(['define', 'start', 'undefine']);
  });

  it('is not started from no definition, nor from that of another VM', async () => {
    const { virsh, commands } = hostWith([ABSENT]);
    for (const definition of [null, XML.replace(UUID, UUID.replace('3', '4'))])
      await expect(restartVm(virsh, host, { ...order, definition })).rejects.toMatchObject({
        code: 'vm-not-found',
      });
    expect(commands()).toEqual([]);
  });
});

describe('a stopped copy', () => {
  it('loses its definition and keeps its firmware variables and TPM state, on old versions too', async () => {
    const old = { stderr: "error: command 'undefine' doesn't support option --keep-tpm" };
    const keep = `undefine --domain ${UUID} --keep-nvram`;
    const { virsh, fake } = hostWith(['shut off (unknown)'], { [`${keep} --keep-tpm`]: old, [keep]: '' });
    await removeCopy(virsh, host, UUID);
    expect(fake.asked.at(-1)?.args.join(' ')).toBe(keep);
  });

  it('is not removed while it runs', async () => {
    const { virsh, commands } = hostWith(['running (booted)']);
    await expect(removeCopy(virsh, host, UUID)).rejects.toMatchObject({ code: 'vm-not-movable' });
    expect(commands()).toEqual([]);
  });
});
