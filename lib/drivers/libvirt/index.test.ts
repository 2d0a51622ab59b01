import { describe, expect, it } from 'vitest';
import type { MigrationOrder } from '../../model/ports.ts';
import { answerBy, fixture } from './fake-virsh.ts';
import { address, open, order, UUID } from './testing/two-hosts.ts';

describe('migrating', () => {
  const running = fixture('domjobinfo-running-raw');
  const none = fixture('domjobinfo-none').replace('Job type:         None', 'Job type: 0');

  /** A source on which the VM runs. The job begins when virsh is ordered to migrate. */
  const source = (state = 'running', dominfo = 'Persistent:     yes') => {
    const world = { isMigrating: false, afterwards: '' };
    const { fake, driver } = open(({ args }) => {
      const [command] = args;
      const answers = { domstate: `${state}\n`, dumpxml: fixture('dumpxml-running'), dominfo };
      if (command === 'migrate') {
        world.isMigrating = true;
        return null;
      }
      if (command === 'domstate' && world.afterwards !== '') return { stderr: world.afterwards };
      if (command !== 'domjobinfo') return answerBy(args, answers);
      if (args.includes('--completed')) return { stdout: fixture('domjobinfo-completed-raw') };
      if (world.afterwards !== '') return { stderr: world.afterwards };
      return { stdout: world.isMigrating ? running : none };
    });
    const end = (stderr: string) => {
      world.isMigrating = false;
      if (stderr === '') world.afterwards = fixture('error-no-domain');
      fake.end('migrate', { stderr });
    };
    return { world, fake, driver, end };
  };

  it('orders a persistent peer-to-peer move by UUID, and returns once it runs', async () => {
    const { fake, driver } = source();
    await driver.startMigration(order);
    const args = fake.calls.find((call) => call.args[0] === 'migrate')?.args;
    const how = ['--live', '--p2p', '--persistent', '--undefinesource', '--bandwidth', '16'];
    const where = [
      '--migrateuri',
      'tcp://10.0.8.12',
      '--domain',
      UUID,
      '--desturi',
      'qemu+tcp://kvm-02/system',
    ];
    expect(args).toEqual(['migrate', ...how, ...where]);
    const limit = ['migrate-setmaxdowntime', '--domain', UUID, '--downtime', '300'];
    expect(fake.asked.map((call) => call.args)).toContainEqual(limit);
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'running', progress: { round: 1 } });
    await driver.close();
    expect(fake.killed).toEqual([]);
  });

  it('orders a quick move without --live, and an offline move for a stopped VM', async () => {
    const quick = source();
    await quick.driver.startMigration({ ...order, kind: 'quick' });
    expect(quick.fake.calls.at(-2)?.args.slice(0, 3)).toEqual(['migrate', '--p2p', '--persistent']);
    const offline = source('shut off');
    const done = offline.driver.startMigration({ ...order, kind: 'offline' });
    await expect
      .poll(() => offline.fake.calls.at(-1)?.args.slice(0, 3))
      .toEqual(['migrate', '--offline', '--p2p']);
    offline.end('');
    await done;
    expect(await offline.driver.readMigration({ ...order, kind: 'offline' })).toEqual({
      phase: 'completed',
      statistics: null,
    });
  });

  // after OpenNebula/one#7770
  it('keeps a transient VM transient', async () => {
    const { fake, driver } = source('running', 'Persistent:     no\nAutostart:      disable');
    await driver.startMigration(order);
    const args = fake.calls.find((call) => call.args[0] === 'migrate')?.args ?? [];
    expect(args.filter((arg) => arg === '--persistent' || arg === '--undefinesource')).toEqual([]);
  });

  it('sets autostart, and trusts only what the host reports afterwards', async () => {
    let isSet = false;
    const { driver } = open(({ args }) => {
      if (args[0] === 'dominfo') return { stdout: `Autostart:      ${isSet ? 'enable' : 'disable'}\n` };
      return { stdout: 'Domain marked as autostarted\n' };
    });
    expect(await driver.readAutostart('id-kvm-02', UUID)).toBe(false);
    await expect(driver.setAutostart('id-kvm-02', UUID)).rejects.toMatchObject({ code: 'driver-failed' });
    isSet = true;
    await driver.setAutostart('id-kvm-02', UUID);
    expect(await driver.readAutostart('id-kvm-02', UUID)).toBe(true);
    await expect(driver.setAutostart('id-kvm-02', '--all')).rejects.toMatchObject({ code: 'bad-config' });
  });

  it('reports why autostart could not be set or read', async () => {
    const { driver } = open(() => ({ stderr: fixture('error-no-domain') }));
    await expect(driver.readAutostart('id-kvm-02', UUID)).rejects.toMatchObject({ code: 'vm-not-found' });
    await expect(driver.setAutostart('id-kvm-02', UUID)).rejects.toMatchObject({ code: 'vm-not-found' });
  });

  // after retspen/webvirtmgr#225
  it('does not order a move that would leave saved memory behind', async () => {
    const { fake, driver } = source('shut off', 'Persistent:     yes\nManaged save:   yes');
    await expect(driver.startMigration({ ...order, kind: 'offline' })).rejects.toMatchObject({
      code: 'vm-not-movable',
      message: expect.stringContaining('virsh managedsave-remove'),
    });
    expect(fake.calls.some((call) => call.args[0] === 'migrate')).toBe(false);
  });

  it('reports the end of a move with the statistics of the destination', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    end('');
    expect(await driver.readMigration(order)).toMatchObject({
      phase: 'completed',
      statistics: { elapsedMs: 19_970, downtimeMs: 87, bytesProcessed: 391_748_381, rounds: 9 },
    });
  });

  it('treats a move as failed if the VM is still at its source, although virsh reports no error', async () => {
    const { world, driver, end } = source();
    await driver.startMigration(order);
    end('');
    world.afterwards = ''; // the source still has the VM
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'failed', code: 'migration-failed' });
  });

  it('recognizes a cancelled move even if libvirt closed its ssh before it reported the reason', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    await driver.cancelMigration(order);
    end('error: End of file while reading data: : Input/output error');
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'failed', code: 'migration-cancelled' });
  });

  it('reports why a move failed', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    end(fixture('error-aborted'));
    expect(await driver.readMigration(order)).toMatchObject({
      phase: 'failed',
      code: 'migration-cancelled',
      facts: { vm: 'smp1', source: 'kvm-01', destination: 'kvm-02' },
    });
  });

  it('does not know the result when virsh lost the source, and asks the source', async () => {
    const { world, driver, end } = source();
    await driver.startMigration(order);
    end('error: Disconnected from qemu+tcp://kvm-01/system due to keepalive timeout\n');
    expect(await driver.readMigration(order)).toEqual({ phase: 'none' });
    world.isMigrating = true;
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'running' });
  });

  it('finds a move that another process started, while it runs or after its end', async () => {
    const { world, driver } = source();
    expect(await driver.readMigration(order)).toEqual({ phase: 'none' });
    world.isMigrating = true;
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'running' });
    world.afterwards = fixture('error-no-domain');
    expect(await driver.readMigration(order)).toMatchObject({
      phase: 'completed',
      statistics: { downtimeMs: 87 },
    });
  });

  it('refuses an impossible move before it orders it', async () => {
    const { world, fake, driver } = source();
    const refusal = (parts: Partial<MigrationOrder>) =>
      driver.startMigration({ ...order, ...parts }).then(
        () => 'taken',
        (error) => error.code,
      );
    expect(await refusal({ destinationHostId: 'id-kvm-01' })).toBe('same-host');
    expect(await refusal({ kind: 'offline' })).toBe('vm-not-running');
    expect(await refusal({ vmUuid: '--all' })).toBe('bad-config');
    world.isMigrating = true;
    expect(await refusal({})).toBe('vm-busy');
    expect(fake.calls.some((call) => call.args[0] === 'migrate')).toBe(false);
  });

  it('cancels a migration at the source, but no other kind of job', async () => {
    const { world, fake, driver } = source();
    await driver.cancelMigration(order);
    expect(fake.calls.some((call) => call.args[0] === 'domjobabort')).toBe(false);
    world.isMigrating = true;
    await driver.cancelMigration(order);
    expect(fake.calls.at(-1)).toMatchObject({
      uri: 'qemu+tcp://kvm-01/system',
      args: ['domjobabort', '--domain', UUID],
    });
  });
});

describe('the driver', () => {
  it('cannot be created with addresses that it would not pass on', () => {
    expect(() => open(() => null, [address('kvm-01', { uri: '--help' })])).toThrow('kvm-01');
  });

  it('reports where a VM is, and which hosts could not be asked', async () => {
    const { driver } = open(({ uri }) =>
      uri.includes('kvm-01')
        ? { stderr: fixture('error-no-domain') }
        : { stderr: fixture('error-socket-missing') },
    );
    expect(await driver.locateVm(UUID, ['id-kvm-01', 'id-kvm-02'])).toEqual([
      { hostId: 'id-kvm-01', state: 'absent' },
      { hostId: 'id-kvm-02', state: 'unreachable' },
    ]);
    await expect(driver.locateVm(UUID, ['id-of-another'])).rejects.toMatchObject({ code: 'bad-config' });
  });
});
