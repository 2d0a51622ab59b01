import { describe, expect, it } from 'vitest';
import type { HostAddress, MigrationOrder } from '../../model/ports.ts';
import { type Answerer, answerBy, createFakeVirsh, fixture } from './fake-virsh.ts';
import { createLibvirtDriver } from './index.ts';

const NOW = new Date('2026-11-23T03:37:11Z');
const UUID = '10000000-0000-4000-8000-00006146a0ec';

const address = (name: string, parts: Partial<HostAddress> = {}): HostAddress => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
  ...parts,
});
const HOSTS = [address('kvm-01'), address('kvm-02', { migrationAddress: '10.0.8.12' })];

const order: MigrationOrder = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'smp1',
  sourceHostId: 'id-kvm-01',
  destinationHostId: 'id-kvm-02',
  kind: 'live',
  bandwidthMiBps: 16,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
};

const open = (answerer: Answerer, hosts = HOSTS) => {
  const fake = createFakeVirsh(answerer);
  return { fake, driver: createLibvirtDriver({ hosts, clock: { now: () => NOW }, spawn: fake.spawn }) };
};

describe('observing a host', () => {
  const answers = {
    nodeinfo: fixture('nodeinfo'),
    nodecpustats: fixture('nodecpustats'),
    nodememstats: fixture('nodememstats'),
    version: fixture('version'),
    list: `${UUID} smp1\n`,
    domstats: fixture('domstats-during'),
    dumpxml: fixture('dumpxml-running'),
    capabilities: fixture('capabilities'),
    'iface-list': fixture('iface-list'),
    'net-list': { stderr: fixture('net-list-unsupported') },
  };
  const answer: Answerer = ({ args }) => answerBy(args, answers);

  it('reads host and VMs with few calls, and the XML of a VM only once', async () => {
    const { fake, driver } = open(answer);
    const { facts, vms } = await driver.observeHost('id-kvm-01');
    expect(facts).toMatchObject({
      cpuCores: 2,
      memoryMiB: 4096,
      cpuModel: 'kvm64-v1',
      networks: ['br0', 'eth0'],
      storages: [],
      version: 'QEMU 10.0.2, libvirt 11.3.0',
    });
    expect(vms).toEqual([
      expect.objectContaining({
        uuid: UUID,
        name: 'smp1',
        state: 'running',
        memoryMiB: 128,
        networks: ['br0'],
      }),
    ]);
    expect(fake.calls).toHaveLength(3);
    await driver.observeHost('id-kvm-01');
    expect(fake.calls).toHaveLength(4);
  });

  it.each([
    ['put back by an hour', -3600],
    ['put back by a week', -7 * 24 * 3600],
    ['put forward by a week', 7 * 24 * 3600],
  ])('reads networks, definitions and CPU time on as ever when the clock is %s', async (_, seconds) => {
    let [now, elapsedMs, cpuNs] = [NOW.getTime(), 0, 0];
    const pass = (ms: number) => {
      now += ms;
      elapsedMs += ms;
      cpuNs += ms * 0.5e6; // half a core
    };
    const fake = createFakeVirsh((call) =>
      answerBy(call.args, {
        ...answers,
        domstats: `Domain: 'smp1'\n  state.state=1\n  cpu.time=${cpuNs}\n  vcpu.current=1\n`,
      }),
    );
    const clock = { now: () => new Date(now) };
    const options = { hosts: HOSTS, clock, elapsedMs: () => elapsedMs, spawn: fake.spawn };
    const driver = createLibvirtDriver(options);
    const asked = (word: string) => fake.asked.filter(({ args }) => args[0] === word).length;
    await driver.observeHost('id-kvm-01');
    now += seconds * 1000;
    pass(15_000);
    const { observedAt, vms } = await driver.observeHost('id-kvm-01');
    expect(observedAt).toEqual(new Date(now));
    expect(vms[0]?.cpuCoresUsed).toBeCloseTo(0.5);
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([1, 1]);
    pass(60_000);
    await driver.observeHost('id-kvm-01');
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([2, 1]);
    pass(300_000);
    await driver.observeHost('id-kvm-01');
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([3, 2]);
  });

  it('names the snapshots of a VM, and knows one that is transient', async () => {
    const { driver } = open((call) =>
      answerBy(call.args, {
        ...answers,
        'list --all --uuid --with-checkpoint': '',
        'list --all --uuid --with-managed-save': '',
        'snapshot-list': 'before-update\nafter\n',
      }),
    );
    const { vms } = await driver.observeHost('id-kvm-01');
    const [vm] = vms;
    expect(vm?.ties).toEqual([expect.objectContaining({ kind: 'snapshots', name: 'before-update, after' })]);
    expect(vm).toMatchObject({ isPersistent: false, managedBy: null, definition: expect.any(String) });
  });

  // after virt-manager/virt-manager#740, ClusterLabs/resource-agents#374
  it('sees VMs whose names begin or end with a blank, with no more calls than others', async () => {
    const { fake, driver } = open((call) =>
      answerBy(call.args, {
        ...answers,
        list: fixture('list-blank-names'),
        domstats: fixture('domstats-blank-names'),
      }),
    );
    const { vms, alarms } = await driver.observeHost('id-kvm-01');
    expect(vms.map((vm) => vm.name)).toEqual(['web-01 ', ' lead']);
    expect(alarms).toEqual([]);
    expect(fake.asked.filter((call) => call.args[0] === 'domstats')).toHaveLength(1);
  });

  it('asks by UUID about a VM whose name does not say which one it is', async () => {
    const [first, second] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];
    // an old virsh that pads names, so that none of them is what domstats prints
    const list = `${first} ${'web-01'.padEnd(30)}\n${second} ${'web-01 '.padEnd(30)}\n`;
    const { driver } = open((call) => {
      const uuid = call.args.at(-1) ?? '';
      if (call.args[0] !== 'domstats') return answerBy(call.args, { ...answers, list });
      if (uuid === first) return { stdout: "Domain: 'web-01'\n  state.state=1\n  vcpu.current=4\n" };
      if (uuid === second) return { stdout: "Domain: 'web-01 '\n  state.state=5\n" };
      return { stdout: "Domain: 'web-01'\n  state.state=1\n\nDomain: 'web-01 '\n  state.state=5\n" };
    });
    const { vms } = await driver.observeHost('id-kvm-01');
    expect(vms).toMatchObject([
      { uuid: first, name: 'web-01', state: 'running', vcpus: 4 },
      { uuid: second, name: 'web-01 ', state: 'stopped' },
    ]);
  });

  it('leaves out only what is gone: one VM that cannot be read hides no other', async () => {
    const gone = '10000000-0000-4000-8000-000000000001';
    const broken = '10000000-0000-4000-8000-000000000002';
    const { driver } = open((call) => {
      const uuid = call.args.at(-1);
      if (call.args[0] === 'list') return { stdout: `${UUID} smp1\n${gone} a\n${broken} b\n` };
      if (call.args[0] !== 'domstats') return answerBy(call.args, answers);
      if (uuid === UUID) return { stdout: "Domain: 'smp1'\n  state.state=1\n" };
      if (uuid === gone) return { stderr: fixture('error-no-domain') };
      return { stderr: 'error: internal error: cannot read statistics' };
    });
    const { vms, alarms } = await driver.observeHost('id-kvm-01');
    expect(vms).toMatchObject([
      { name: 'smp1', state: 'running' },
      { name: 'b', isUnread: true },
    ]);
    expect(alarms).toEqual([{ code: 'vms-unread', facts: { count: 1, names: 'b' } }]);
  });

  it('does not take a copy that is being received for a VM, nor wait for its XML', async () => {
    const { fake, driver } = open((call) => {
      const [command] = call.args;
      if (command === 'domstate') return { stdout: 'paused (migrating)\n' };
      if (command === 'domjobinfo') return { stderr: fixture('domjobinfo-destination') };
      return answerBy(call.args, {
        ...answers,
        domstats: "Domain: 'smp1'\n  state.state=3\n  state.reason=2\n",
      });
    });
    const { vms } = await driver.observeHost('id-kvm-01');
    expect(vms).toEqual([expect.objectContaining({ uuid: UUID, isIncoming: true })]);
    expect(fake.asked.some((call) => call.args[0] === 'dumpxml')).toBe(false);
  });

  it('says so when the host does not answer', async () => {
    const { driver } = open(() => ({ stderr: fixture('error-socket-missing') }));
    await expect(driver.observeHost('id-kvm-01')).rejects.toMatchObject({
      code: 'host-unreachable',
      facts: { host: 'kvm-01' },
    });
  });

  it('goes on without the XML of a VM whose QEMU hangs', async () => {
    const { driver } = open((call) =>
      call.args[0] === 'dumpxml' ? { stderr: 'error: Timed out during operation' } : answer(call),
    );
    const { vms } = await driver.observeHost('id-kvm-01');
    expect(vms).toEqual([expect.objectContaining({ uuid: UUID, networks: [] })]);
  });
});

describe('migrating', () => {
  const running = fixture('domjobinfo-running-raw');
  const none = fixture('domjobinfo-none').replace('Job type:         None', 'Job type: 0');

  /** A source on which the VM runs; the job begins when virsh is told to migrate. */
  const source = (state = 'running', dominfo = 'Persistent:     yes') => {
    const world = { isMigrating: false, afterwards: '' };
    const { fake, driver } = open(({ args }) => {
      const [command] = args;
      const told = { domstate: `${state}\n`, dumpxml: fixture('dumpxml-running'), dominfo };
      if (command === 'migrate') {
        world.isMigrating = true;
        return null;
      }
      if (command === 'domstate' && world.afterwards !== '') return { stderr: world.afterwards };
      if (command !== 'domjobinfo') return answerBy(args, told);
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

  it('orders a persistent peer-to-peer move by identity, and is done when it runs', async () => {
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

  it('moves the quick way without --live, and a stopped VM offline', async () => {
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
  it('lets a transient VM stay transient', async () => {
    const { fake, driver } = source('running', 'Persistent:     no\nAutostart:      disable');
    await driver.startMigration(order);
    const args = fake.calls.find((call) => call.args[0] === 'migrate')?.args ?? [];
    expect(args.filter((arg) => arg === '--persistent' || arg === '--undefinesource')).toEqual([]);
  });

  it('sets autostart and believes only what the host says afterwards', async () => {
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

  it('says why it could not be set, or asked about', async () => {
    const { driver } = open(() => ({ stderr: fixture('error-no-domain') }));
    await expect(driver.readAutostart('id-kvm-02', UUID)).rejects.toMatchObject({ code: 'vm-not-found' });
    await expect(driver.setAutostart('id-kvm-02', UUID)).rejects.toMatchObject({ code: 'vm-not-found' });
  });

  // after retspen/webvirtmgr#225
  it('does not order what would leave saved memory behind', async () => {
    const { fake, driver } = source('shut off', 'Persistent:     yes\nManaged save:   yes');
    await expect(driver.startMigration({ ...order, kind: 'offline' })).rejects.toMatchObject({
      code: 'vm-not-movable',
      message: expect.stringContaining('virsh managedsave-remove'),
    });
    expect(fake.calls.some((call) => call.args[0] === 'migrate')).toBe(false);
  });

  it('reports the end with what the destination remembers', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    end('');
    expect(await driver.readMigration(order)).toMatchObject({
      phase: 'completed',
      statistics: { elapsedMs: 19_970, downtimeMs: 87, bytesProcessed: 391_748_381, rounds: 9 },
    });
  });

  it('takes no move for done that leaves the VM at its source, though virsh says no word against it', async () => {
    const { world, driver, end } = source();
    await driver.startMigration(order);
    end('');
    world.afterwards = ''; // the source still has it
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'failed', code: 'migration-failed' });
  });

  it('knows that it was cancelled when libvirt has closed its ssh before it said why', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    await driver.cancelMigration(order);
    end('error: End of file while reading data: : Input/output error');
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'failed', code: 'migration-cancelled' });
  });

  it('reports why it failed', async () => {
    const { driver, end } = source();
    await driver.startMigration(order);
    end(fixture('error-aborted'));
    expect(await driver.readMigration(order)).toMatchObject({
      phase: 'failed',
      code: 'migration-cancelled',
      facts: { vm: 'smp1', source: 'kvm-01', destination: 'kvm-02' },
    });
  });

  it('knows nothing of the move when virsh lost the source, and asks the source', async () => {
    const { world, driver, end } = source();
    await driver.startMigration(order);
    end('error: Disconnected from qemu+tcp://kvm-01/system due to keepalive timeout\n');
    expect(await driver.readMigration(order)).toEqual({ phase: 'none' });
    world.isMigrating = true;
    expect(await driver.readMigration(order)).toMatchObject({ phase: 'running' });
  });

  it('finds a move again that it did not start, running or over', async () => {
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

  it('refuses what cannot be, before it asks for it', async () => {
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

  it('aborts a migration at the source, and no other kind of job', async () => {
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

describe('testing connections', () => {
  const identity = (name: string) => `<capabilities><host><uuid>${name}</uuid></host></capabilities>`;
  const mismatch = `error: unsupported configuration: Target domain uuid x does not match source ${UUID}`;

  const world = (answerMigrate: Answerer, parts: { vms?: string; sameIdentity?: boolean } = {}): Answerer => {
    return (call) => {
      const { args, uri } = call;
      if (args[0] === 'migrate') return answerMigrate(call);
      if (args[0] === 'dumpxml')
        return { stdout: fixture('dumpxml-running').replaceAll(UUID, args[2] ?? '') };
      return answerBy(args, {
        version: fixture('version'),
        capabilities: identity(parts.sameIdentity ? 'one' : uri),
        list: parts.vms ?? `${UUID}\n`,
      });
    };
  };

  it('asks the source with an order that is bound to be refused once the destination was reached', async () => {
    const { fake, driver } = open(world(() => ({ stderr: mismatch })));
    const checks = await driver.testConnections();
    expect(checks.map((check) => [check.hostId, check.toHostId, check.ok, check.version])).toEqual([
      ['id-kvm-01', null, true, 'QEMU 10.0.2, libvirt 11.3.0'],
      ['id-kvm-01', 'id-kvm-02', true, null],
      ['id-kvm-02', null, true, 'QEMU 10.0.2, libvirt 11.3.0'],
      ['id-kvm-02', 'id-kvm-01', true, null],
    ]);
    for (const { args } of fake.calls.filter((call) => call.args[0] === 'migrate'))
      expect(args).toEqual(expect.arrayContaining(['--xml', '--p2p', '--domain', UUID]));
  });

  it('says why a source cannot reach a destination', async () => {
    const { driver } = open(world(() => ({ stderr: fixture('error-no-route') })));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'destination-unreachable',
      message: expect.stringContaining('kvm-01 cannot reach kvm-02'),
    });
  });

  it('says what it could not try, for want of a VM', async () => {
    const { driver } = open(world(() => null, { vms: '' }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'not-tried' });
  });

  const several = Array.from({ length: 12 }, (_, i) => UUID.replace(/..$/, String(i + 10)));
  const withSnapshots = {
    stderr: 'error: Requested operation is not valid: cannot migrate domain with 3 snapshots\n',
  };

  it('tries another VM where the first ones have snapshots, as after OpenNebula/one#316', async () => {
    const { driver } = open(
      world(
        ({ args }) =>
          several.slice(0, 5).some((uuid) => args.includes(uuid)) ? withSnapshots : { stderr: mismatch },
        { vms: several.join('\n') },
      ),
    );
    expect((await driver.testConnections())[1]).toMatchObject({ ok: true, code: null });
  });

  it('does not say that a way fails where no VM could try it', async () => {
    const { driver, fake } = open(world(() => withSnapshots, { vms: several.join('\n') }));
    expect((await driver.testConnections())[1]).toMatchObject({
      ok: false,
      code: 'not-tried',
      message: expect.stringContaining('cannot migrate domain with 3 snapshots'),
    });
    const asked = fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    expect(asked).toHaveLength(8);
  });

  it('says what fails on the way although a VM does not serve', async () => {
    const { driver, fake } = open(
      world(
        ({ args }) =>
          args.includes(several[0] ?? '') ? withSnapshots : { stderr: fixture('error-connection-refused') },
        { vms: several.join('\n') },
      ),
    );
    expect((await driver.testConnections())[1]).toMatchObject({ code: 'destination-unreachable' });
    const asked = fake.calls.filter(({ uri, args }) => uri.includes('kvm-01') && args[0] === 'migrate');
    expect(asked).toHaveLength(2);
  });

  it('finds two addresses of one host', async () => {
    const { driver } = open(world(() => ({ stderr: mismatch }), { sameIdentity: true }));
    expect((await driver.testConnections())[1]).toMatchObject({ ok: false, code: 'same-host' });
  });

  it('says that an address serves Ballast only', async () => {
    const hosts = [address('kvm-01', { uri: 'qemu:///system' }), address('kvm-02')];
    const { driver } = open(
      world(() => ({ stderr: mismatch })),
      hosts,
    );
    const checks = await driver.testConnections();
    expect(checks[1]).toMatchObject({ toHostId: 'id-kvm-02', ok: true });
    expect(checks[3]).toMatchObject({ toHostId: 'id-kvm-01', ok: false, code: 'bad-config' });
  });

  it('never throws for a host that does not answer', async () => {
    const { driver } = open((call) =>
      call.uri.includes('kvm-02')
        ? { stderr: fixture('error-socket-missing') }
        : world(() => ({ stderr: fixture('error-connection-refused') }))(call),
    );
    expect((await driver.testConnections()).map((check) => check.code)).toEqual([
      null,
      'destination-unreachable',
      'host-unreachable',
      'host-unreachable',
    ]);
  });
});

describe('the driver', () => {
  it('is not made for addresses that it would not pass on', () => {
    expect(() => open(() => null, [address('kvm-01', { uri: '--help' })])).toThrow('kvm-01');
  });

  it('says where a VM is, and where it could not ask', async () => {
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
