import { describe, expect, it } from 'vitest';
import { type Answerer, answerBy, createFakeVirsh, fixture } from './fake-virsh.ts';
import { createLibvirtDriver } from './index.ts';
import { HOSTS, NOW, open, UUID } from './testing/two-hosts.ts';

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

  it('reads a host and its VMs with few requests, and the XML of a VM only once', async () => {
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
  ])('still reads networks, definitions and CPU time correctly if the clock is %s', async (_, seconds) => {
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
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([1, 2]); // each definition as it runs, and as it would start
    pass(60_000);
    await driver.observeHost('id-kvm-01');
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([2, 2]);
    pass(300_000);
    await driver.observeHost('id-kvm-01');
    expect([asked('iface-list'), asked('dumpxml')]).toEqual([3, 4]);
  });

  it('asks about free huge pages only where there are pools of them', async () => {
    const pools = (
      pages: number,
    ) => `<capabilities><host><uuid>${UUID}</uuid><topology><cells num='1'><cell id='0'>
      <memory unit='KiB'>4194304</memory><pages unit='KiB' size='4'>1</pages><pages unit='KiB' size='2048'>${pages}</pages>
      </cell></cells></topology></host></capabilities>`;
    const observeTwice = async (pages: number) => {
      const freepages = 'Node 0:\n4KiB: 1000\n2048KiB: 256\n';
      const { fake, driver } = open((call) =>
        answerBy(call.args, { ...answers, capabilities: pools(pages), freepages }),
      );
      await driver.observeHost('id-kvm-01');
      const { further } = await driver.observeHost('id-kvm-01');
      const asked = fake.asked.filter(({ args }) => args[0] === 'freepages').length;
      return [further?.hugePagesUsedMiB, asked];
    };
    expect(await observeTwice(0)).toEqual([0, 0]);
    expect(await observeTwice(1024)).toEqual([1536, 1]);
  });

  it('finds how far the clock of a host is ahead, and still uses the reports of its guests', async () => {
    let now = NOW.getTime();
    const ahead = 7200;
    const reportAt = (seconds: number) => Math.floor(now / 1000) + ahead - seconds;
    const fake = createFakeVirsh((call) =>
      answerBy(call.args, {
        ...answers,
        domstats: `Domain: 'smp1'\n  state.state=1\n  balloon.current=131072\n  balloon.usable=31072\n  balloon.rss=131072\n  balloon.last-update=${reportAt(3)}\n`,
      }),
    );
    const elapsedMs = () => now - NOW.getTime();
    const driver = createLibvirtDriver({
      hosts: HOSTS,
      clock: { now: () => new Date(now) },
      elapsedMs,
      spawn: fake.spawn,
    });
    const first = await driver.observeHost('id-kvm-01');
    expect(first.clockOffsetSeconds).toBeNull();
    expect(first.vms[0]?.memoryUsedMiB).toBe(128); // whether the report is old is not known yet
    now += 15_000;
    const second = await driver.observeHost('id-kvm-01');
    expect(second.clockOffsetSeconds).toBeGreaterThan(ahead - 15);
    expect(second.clockOffsetSeconds).toBeLessThanOrEqual(ahead);
    expect(second.vms[0]?.memoryUsedMiB).toBeCloseTo(97.7, 1);
  });

  it('returns the names of the snapshots of a VM, and whether the VM is transient', async () => {
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
  it('reads VMs whose names begin or end with a blank, without extra requests', async () => {
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

  it('asks by UUID about a VM whose name is ambiguous', async () => {
    const [first, second] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];
    // An old virsh that pads names, so that no name equals the one that domstats prints.
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

  it('omits only what no longer exists: one VM that cannot be read hides no other', async () => {
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

  it('does not treat an incoming copy as a VM, and does not wait for its XML', async () => {
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

  it('throws when the host does not answer', async () => {
    const { driver } = open(() => ({ stderr: fixture('error-socket-missing') }));
    await expect(driver.observeHost('id-kvm-01')).rejects.toMatchObject({
      code: 'host-unreachable',
      facts: { host: 'kvm-01' },
    });
  });

  it('continues without the XML of a VM whose QEMU process hangs', async () => {
    const { driver } = open((call) =>
      call.args[0] === 'dumpxml' ? { stderr: 'error: Timed out during operation' } : answer(call),
    );
    const { vms } = await driver.observeHost('id-kvm-01');
    expect(vms).toEqual([expect.objectContaining({ uuid: UUID, networks: [] })]);
  });
});
