import { describe, expect, it } from 'vitest';
import type { MigrationOrder } from '../../model/ports.ts';
import { fixture } from './fake-virsh.ts';
import { codesOf, open, order, running, UUID, type World, XML } from './testing/check-world.ts';

describe('checking a migration', () => {
  it('finds no obstacle where there is none, and orders nothing', async () => {
    const { fake, driver } = open();
    expect(await driver.checkMigration(order)).toEqual([]);
    const words = fake.asked.map((call) => call.args[0]);
    expect(words.filter((word) => /^(migrate|define|suspend|pool-refresh)/.test(word ?? ''))).toEqual([]);
  });

  it('asks the hypervisor of the destination about the CPU, with the machine type of the VM', async () => {
    const { fake, driver } = open();
    await driver.checkMigration(order);
    const call = fake.calls.find(({ args }) => args[0] === 'hypervisor-cpu-compare');
    expect(call?.uri).toContain('kvm-02');
    expect(call?.args.join(' ')).toContain(
      '--virttype kvm --arch x86_64 --machine pc-q35-9.2 --emulator /usr/bin/kvm --error --file',
    );
  });

  it.each<{ why: string; code: string; world: World; parts?: Partial<MigrationOrder> }>([
    { why: 'is stopped', code: 'vm-not-running', world: { state: { stdout: 'shut off (destroyed)' } } },
    { why: 'runs, for an offline move', code: 'vm-not-running', world: {}, parts: { kind: 'offline' } },
    { why: 'is being moved', code: 'vm-busy', world: { job: running } },
    { why: 'is not there', code: 'vm-not-found', world: { state: { stderr: fixture('error-no-domain') } } },
    {
      why: 'has a CPU that is not there',
      code: 'cpu-incompatible',
      world: { cpu: { stderr: fixture('error-cpu-compare') } },
    },
    {
      why: 'has a machine that is not there',
      code: 'unsupported',
      world: { cpu: { stderr: "error: invalid argument: the machine 'x' is not supported by emulator" } },
    },
    {
      why: 'has a volume that is not there',
      code: 'storage-missing',
      world: { volumes: ['/iso/tools.iso'] },
    },
    { why: 'has a pool that is not there', code: 'storage-missing', world: { pools: 'isos' } },
    { why: 'has a CD image that is not there', code: 'storage-missing', world: { volumes: ['erp.img'] } },
    { why: 'has a bridge that is not there', code: 'network-missing', world: { bridges: ' eth0 active x' } },
    {
      why: 'is larger than what is free',
      code: 'destination-full',
      world: { stats: `Domain: 'erp'\n  balloon.rss=5242880\n` },
    },
    {
      why: 'has a namesake',
      code: 'name-taken',
      world: { list: '10000000-0000-4000-8000-0000000000aa erp' },
    },
    { why: 'is there as well', code: 'name-taken', world: { list: `${UUID} erp` } },
    {
      why: 'holds a device of its host',
      code: 'vm-not-movable',
      world: {
        xml: XML.replace(
          '</devices>',
          "<hostdev type='pci'><source><address slot='1'/></source></hostdev></devices>",
        ),
      },
    },
  ])('$code: the VM $why', async ({ code, world, parts }) => {
    expect(await codesOf(world, parts)).toEqual([code]);
  });

  const withDevice = (device: string) => XML.replace('</devices>', `${device}</devices>`);
  const cells = (cpus: number[]) => `<capabilities><host><topology><cells><cell id='0'><cpus>
    ${cpus.map((id) => `<cpu id='${id}'/>`).join('')}</cpus></cell></cells></topology></host></capabilities>`;

  it.each<{ why: string; code: string; words: RegExp; world: World }>([
    {
      why: 'has snapshots', // after OpenNebula/one#316
      code: 'vm-not-movable',
      words: /before-update/,
      world: { here: { 'snapshot-list': 'before-update\n' } },
    },
    {
      why: 'has a checkpoint',
      code: 'vm-not-movable',
      words: /checkpoints \(monday\)/,
      world: { here: { 'checkpoint-list': 'monday\n' } },
    },
    {
      why: 'uses a folder', // after kubevirt/kubevirt#5763
      code: 'vm-not-movable',
      words: /\/srv\/build/,
      world: { xml: withDevice("<filesystem><source dir='/srv/build'/></filesystem>") },
    },
    {
      why: 'has a macvtap device that is not there', // after apache/cloudstack#5717
      code: 'network-missing',
      words: /no enp3s0f0\.3128 on kvm-02/,
      world: { xml: withDevice("<interface type='direct'><source dev='enp3s0f0.3128'/></interface>") },
    },
    {
      why: 'is pinned to CPUs that are not there', // after OpenNebula/one#6772
      code: 'resource-missing',
      words: /no CPU 32, 33 on kvm-02/,
      world: {
        xml: withDevice('').replace('<os>', "<vcpu cpuset='1,32-33'>2</vcpu><os>"),
        there: { capabilities: cells([0, 1]) },
      },
    },
    {
      why: 'is bound to a NUMA node that is not there',
      code: 'resource-missing',
      words: /no NUMA node 1 on kvm-02/,
      world: {
        xml: withDevice('').replace('<os>', "<numatune><memory mode='strict' nodeset='1'/></numatune><os>"),
        there: { capabilities: cells([0, 1]) },
      },
    },
    {
      why: 'has more huge pages than are free there', // after kubernetes/kubernetes#132084
      code: 'destination-full',
      words: /65536 MiB needed in pages of 1024 MiB, 2048 MiB free/,
      world: {
        xml: withDevice('').replace(
          '<os>',
          `<memory unit='GiB'>64</memory>
           <memoryBacking><hugepages><page size='1' unit='G'/></hugepages></memoryBacking><os>`,
        ),
        there: { freepages: 'Node 0:\n4KiB: 9\n1048576KiB: 1\n\nNode 1:\n4KiB: 9\n1048576KiB: 1\n' },
      },
    },
    {
      why: 'is being copied to another disk',
      code: 'vm-busy',
      words: /works on its disk vdb/,
      world: { xml: withDevice("<disk type='file'><target dev='vdb'/><mirror job='copy'/></disk>") },
    },
  ])('$code: the VM $why', async ({ code, words, world }) => {
    const found = await open(world).driver.checkMigration(order);
    expect(found).toEqual([expect.objectContaining({ code, message: expect.stringMatching(words) })]);
  });

  // after apache/cloudstack#3027
  it.each(['optional', 'requisite'])(
    'ignores a disc with the startup policy %s if it is missing, as libvirt does',
    async (policy) => {
      const xml = XML.replace("tools.iso'", `lost.iso' startupPolicy='${policy}'`);
      expect(await codesOf({ xml })).toEqual([]);
      const mandatory = XML.replace('tools.iso', 'lost.iso');
      expect(await codesOf({ xml: mandatory })).toEqual(['storage-missing']);
    },
  );

  it('reports all obstacles with their facts', async () => {
    const world = { cpu: { stderr: fixture('error-cpu-compare') }, bridges: ' eth0 active x' };
    const [cpu, network] = await open(world).driver.checkMigration(order);
    expect(cpu).toMatchObject({
      code: 'cpu-incompatible',
      facts: { destination: 'kvm-02', vm: 'erp', detail: expect.stringMatching(/^the CPU is .*pni, svm$/) },
    });
    expect(network).toMatchObject({ code: 'network-missing', facts: { detail: 'no br0 on kvm-02' } });
  });

  it('counts memory in MiB', async () => {
    const stats = `Domain: 'erp'\n  balloon.rss=5242880\n`;
    const [full] = await open({ stats }).driver.checkMigration(order);
    expect(full?.facts).toMatchObject({ needsMiB: 5120, freeMiB: 4096 });
  });

  // after credativ/ProxLB#78 and openzfs/zfs#10255: libvirt reports no figure that includes the cache of ZFS
  it('counts reclaimable memory as free where libvirt reports it', async () => {
    const stats = `Domain: 'erp'\n  balloon.rss=16777216\n`;
    const memory = (cachedKiB: number) =>
      `total: 263784260 KiB\nfree: 9437184 KiB\nbuffers: 400000 KiB\ncached: ${cachedKiB} KiB\n`;
    expect(await codesOf({ stats, memory: memory(128 * 2 ** 20) })).toEqual([]);
    const [full] = await open({ stats, memory: memory(1_048_576) }).driver.checkMigration(order);
    expect(full).toMatchObject({ code: 'destination-full', facts: { needsMiB: 16_384, freeMiB: 10_630 } });
  });

  it('refreshes a pool whose list is out of date', async () => {
    expect(await codesOf({ xml: XML.replace('erp.img', 'late.img') })).toEqual([]);
  });

  it.each([
    { what: 'a CPU that libvirt itself does not check', xml: XML.replace("'partial'", "'none'") },
    { what: 'a VM without a CPU of its own', xml: XML.replace(/<cpu[\s\S]*<\/cpu>/, '') },
  ])('finds no obstacle for $what', async ({ xml }) => {
    expect(await codesOf({ xml, cpu: { stderr: fixture('error-cpu-compare') } })).toEqual([]);
  });

  it('compares the CPU of the host for a VM that uses it', async () => {
    const xml = XML.replace(/<cpu[\s\S]*<\/cpu>/, "<cpu mode='host-passthrough' check='none'/>");
    const { fake, driver } = open({ xml, cpu: { stderr: fixture('error-cpu-compare') } });
    const found = await driver.checkMigration(order);
    expect(found.map((obstacle) => obstacle.code)).toEqual(['cpu-incompatible']);
    expect(fake.calls.some(({ args, uri }) => args[0] === 'cpu-compare' && uri.includes('kvm-02'))).toBe(
      true,
    );
  });

  it('finds no obstacle in what the hosts cannot report', async () => {
    const cpu = { stderr: "error: unknown command: 'hypervisor-cpu-compare'" };
    const xml = XML.replace('/iso/tools.iso', '/somewhere/tools.iso');
    expect(await codesOf({ cpu, xml, memory: 'nothing' })).toEqual([]);
  });

  it('throws when the source cannot be reached, and reports an obstacle when the destination cannot', async () => {
    await expect(open({ lost: 'kvm-01' }).driver.checkMigration(order)).rejects.toMatchObject({
      code: 'host-unreachable',
      facts: { host: 'kvm-01' },
    });
    const [obstacle] = await open({ lost: 'kvm-02' }).driver.checkMigration(order);
    expect(obstacle).toMatchObject({ code: 'host-unreachable', facts: { host: 'kvm-02' } });
  });
});
