import { describe, expect, it } from 'vitest';
import type { HostAddress, MigrationRef } from '../../model/ports.ts';
import { type Answer, createFakeVirsh, fixture } from './fake-virsh.ts';
import { createLibvirtDriver } from './index.ts';

const UUID = '10000000-0000-4000-8000-0000000000aa';
const HOSTS: HostAddress[] = ['kvm-01', 'kvm-02'].map((name) => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
}));
const ref: MigrationRef = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'smp1',
  sourceHostId: 'id-kvm-01',
  destinationHostId: 'id-kvm-02',
  kind: 'live',
};
const running: Answer = { stdout: fixture('domjobinfo-running-raw') };
const idle: Answer = { stdout: fixture('domjobinfo-none') };
const gone: Answer = { stderr: fixture('error-no-domain') };
const arriving: Answer = { stderr: fixture('domjobinfo-destination') };

/** Two hosts that answer by command, depending on how often the command was sent before. */
function open(answers: Record<string, Answer | ((host: string, asked: number) => Answer)>) {
  const asked = new Map<string, number>();
  const fake = createFakeVirsh(({ uri, args }) => {
    const [word = ''] = args;
    const key = `${word} ${uri}`;
    asked.set(key, (asked.get(key) ?? 0) + 1);
    const answer = answers[word] ?? {};
    return typeof answer === 'function'
      ? answer(uri.includes('kvm-02') ? 'kvm-02' : 'kvm-01', asked.get(key) ?? 1)
      : answer;
  });
  const words = () => fake.calls.map(({ args, uri }) => `${args[0]} ${/kvm-0\d/.exec(uri)?.[0]}`);
  return {
    words,
    driver: createLibvirtDriver({ hosts: HOSTS, clock: { now: () => new Date() }, spawn: fake.spawn }),
  };
}

describe('forcing a migration to complete', () => {
  it('suspends the VM at the source, and leaves everything else to libvirt', async () => {
    const { driver, words } = open({ domjobinfo: running });
    await driver.forceCompletion(ref, 'quick');
    expect(words()).toEqual(['domjobinfo kvm-01', 'suspend kvm-01', 'domjobinfo kvm-01']);
  });

  it('switches to post-copy at the source', async () => {
    const { driver, words } = open({ domjobinfo: running });
    await driver.forceCompletion(ref, 'post-copy');
    expect(words()).toEqual(['domjobinfo kvm-01', 'migrate-postcopy kvm-01']);
  });

  it('reports that the migration was not started with post-copy', async () => {
    const { driver } = open({
      domjobinfo: running,
      'migrate-postcopy': { stderr: fixture('error-postcopy-not-begun') },
    });
    await expect(driver.forceCompletion(ref, 'post-copy')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each(['quick', 'post-copy'] as const)('does nothing once the migration has ended: %s', async (how) => {
    const { driver, words } = open({ domjobinfo: idle });
    await driver.forceCompletion(ref, how);
    expect(words()).toEqual(['domjobinfo kvm-01']);
  });

  it('resumes a VM that it suspended just after the migration had failed', async () => {
    const { driver, words } = open({
      domjobinfo: (_, asked) => (asked === 1 ? running : idle),
      domstate: (host) => (host === 'kvm-01' ? { stdout: 'paused (user)' } : gone),
    });
    await driver.forceCompletion(ref, 'quick');
    expect(words().at(-1)).toBe('resume kvm-01');
  });

  it.each([
    { why: 'the destination has it', there: { stdout: 'running (migrated)' } },
    { why: 'the destination does not answer', there: { stderr: fixture('error-socket-missing') } },
  ])('resumes nothing when $why', async ({ there }) => {
    const { driver, words } = open({
      domjobinfo: (_, asked) => (asked === 1 ? running : idle),
      domstate: (host) => (host === 'kvm-01' ? { stdout: 'paused (user)' } : there),
    });
    await driver.forceCompletion(ref, 'quick');
    expect(words()).not.toContain('resume kvm-01');
  });

  it('accepts that the migration ended before the order', async () => {
    const { driver } = open({ domjobinfo: (_, asked) => (asked === 1 ? running : gone), suspend: gone });
    await driver.forceCompletion(ref, 'quick');
  });
});

describe('a VM that switched to post-copy', () => {
  const seen = async (reason: string, state: string, job: Answer) => {
    const { driver } = open({ domstate: { stdout: `${state} (${reason})` }, domjobinfo: job });
    return (await driver.locateVm(UUID, ['id-kvm-01']))[0]?.state;
  };

  it('is at the destination, and the source still holds the memory that is not copied yet', async () => {
    expect(await seen('post-copy', 'paused', running)).toBe('incoming');
    expect(await seen('post-copy', 'running', arriving)).toBe('running');
  });

  it('is incomplete on both hosts if post-copy failed, although the destination reports that it runs', async () => {
    expect(await seen('post-copy failed', 'paused', running)).toBe('incoming');
    expect(await seen('post-copy failed', 'paused', arriving)).toBe('incoming');
    expect(await seen('post-copy failed', 'running', arriving)).toBe('incoming');
  });

  it('cannot be cancelled', async () => {
    const { driver } = open({
      domjobinfo: running,
      domjobabort: { stderr: 'error: operation failed: cannot abort migration in post-copy mode' },
    });
    await expect(driver.cancelMigration(ref)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('measuring write rates', () => {
  it('measures all VMs of a host with one virsh, for one second to one minute', async () => {
    // One VM is already being measured, which is not an error.
    const fake = createFakeVirsh(() => ({ stderr: fixture('error-dirtyrate-busy') }));
    const driver = createLibvirtDriver({
      hosts: HOSTS,
      clock: { now: () => new Date() },
      spawn: fake.spawn,
    });
    await driver.measureDirtyRates('id-kvm-01', [UUID, UUID.replace('aa', 'bb')], 0.2);
    await driver.measureDirtyRates('id-kvm-01', [UUID], 3600);
    await driver.measureDirtyRates('id-kvm-01', [], 1);
    const scripts = fake.calls.map(({ args }) => args.join(' '));
    expect(scripts).toHaveLength(2);
    expect(scripts[0]?.match(/domdirtyrate-calc --domain \S+ --seconds 1/g)).toHaveLength(2);
    expect(scripts[1]).toContain('--seconds 60');
  });

  it('reports that the hypervisor cannot measure them', async () => {
    const { driver } = open({
      'domdirtyrate-calc': { stderr: "error: unknown command: 'domdirtyrate-calc'" },
    });
    await expect(driver.measureDirtyRates('id-kvm-01', [UUID], 1)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});
