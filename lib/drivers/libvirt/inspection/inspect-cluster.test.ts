import { describe, expect, it } from 'vitest';
import type { InspectedVm } from '../../../model/inspection.ts';
import { type Answer, answerBy, createFakeVirsh, fixture } from '../fake-virsh.ts';
import { createLibvirtDriver } from '../index.ts';
import { HOSTS, UUID, XML } from '../testing/check-world.ts';

const vms: InspectedVm[] = [{ vmUuid: UUID, vmName: 'erp', hostId: 'id-kvm-01', state: 'running' }];
const POOL = '00000000-0000-4000-8000-0000000000bb';
const NOW = Date.parse('2026-11-23T03:37:11Z');

const pool = (server: string) =>
  `<pool type='netfs'><name>san</name><uuid>${POOL}</uuid><source><host name='${server}'/><dir path='/vm'/></source>
   <target><path>/srv/san</path></target></pool>`;
const volume = (name: string) =>
  `<volume><name>${name}</name><target><path>/srv/san/${name}</path><timestamps><ctime>17.5</ctime></timestamps></target></volume>`;
const guestKinds = (machine: string) =>
  `<capabilities><host><cpu><arch>x86_64</arch></cpu></host><guest><arch name='x86_64'><emulator>/usr/bin/kvm</emulator>
   <machine canonical='${machine}'>q35</machine><machine>pc-q35-9.0</machine><domain type='qemu'/><domain type='kvm'/></arch></guest></capabilities>`;
const guestCpus = (model: string) =>
  `<domainCapabilities><cpu><mode name='host-model'><model>${model}</model></mode></cpu></domainCapabilities>`;

/** What the second host says that the first does not. */
interface Other {
  server?: string;
  cpu?: string;
  volumes?: string[];
  bridges?: string;
}

/** Two hosts with one pool of a server, and the VM `erp` on the first. Its guest reports its memory every second. */
function open(
  { server = 'nas', cpu = 'EPYC', volumes = ['erp.img'], bridges = 'br0' }: Other = {},
  ahead = 0,
) {
  let elapsed = 0;
  const fake = createFakeVirsh(({ uri, args }) => {
    const isOther = uri.includes('kvm-02');
    const name = args[args.indexOf('--vol') + 1] ?? '';
    const hasVolume = isOther ? volumes.includes(name) : true;
    const own: Record<string, Answer> = {
      'vol-dumpxml': hasVolume ? { stdout: volume(name) } : { stderr: 'error: no' },
      'hypervisor-cpu-baseline': { stdout: "<cpu><model fallback='forbid'>Nehalem</model></cpu>" },
      'pool-refresh': {},
    };
    const given = own[args[0] ?? ''];
    if (given !== undefined) return given;
    const report = Math.floor((NOW + elapsed) / 1000) + ahead;
    return answerBy(args, {
      version: fixture('version'),
      hostname: isOther ? 'kvm-02.example' : 'kvm-01.example',
      capabilities: fixture('capabilities'),
      domcapabilities: guestCpus(isOther ? cpu : 'EPYC'),
      'pool-list': args.includes('--uuid') ? POOL : 'san',
      'pool-dumpxml': pool(isOther ? server : 'nas'),
      dumpxml: XML.replace("<disk type='file' device='cdrom'><source file='/iso/tools.iso'/></disk>", ''),
      'iface-list': ` ${isOther ? bridges : 'br0'}   active   52:54:00:00:00:01`,
      domstats: isOther ? '' : `Domain: 'erp'\n  balloon.last-update=${report}\n`,
    });
  });
  const driver = createLibvirtDriver({
    hosts: HOSTS,
    clock: { now: () => new Date(NOW + elapsed) },
    elapsedMs: () => elapsed,
    pause: async (ms) => {
      elapsed += ms;
    },
    spawn: fake.spawn,
  });
  return { driver, fake };
}

const obstaclesOf = async (other: Other) =>
  (await open(other).driver.inspectCluster(vms)).obstacles.map(({ code, toHostId, file }) => ({
    code,
    toHostId,
    ...(file ? { file } : {}),
  }));

describe('the inspection of libvirt hosts', () => {
  it('reads what each host says of itself, and finds nothing where both are alike', async () => {
    const seen = await open().driver.inspectCluster(vms);
    expect(seen).toMatchObject({ obstacles: [], commonCpu: 'Nehalem', checked: 1, total: 1 });
    expect(seen.hosts).toMatchObject([
      {
        hostId: 'id-kvm-01',
        ownName: 'kvm-01.example',
        cpuModel: 'EPYC',
        storages: [{ name: 'san', identity: 'netfs nas: /vm' }],
      },
      { hostId: 'id-kvm-02', ownName: 'kvm-02.example', clockOffsetSeconds: null },
    ]);
  });

  it('reads the clock of a host from the reports of its guests', async () => {
    const [right, ahead] = await Promise.all(
      [0, 90].map(async (seconds) => (await open({}, seconds).driver.inspectCluster(vms)).hosts[0]),
    );
    expect(Math.abs(right?.clockOffsetSeconds ?? Number.NaN)).toBeLessThanOrEqual(2);
    expect(Math.abs((ahead?.clockOffsetSeconds ?? Number.NaN) - 90)).toBeLessThanOrEqual(2);
  });

  it('finds a disk that is missing, a storage that is another one, and a bridge that is not there', async () => {
    const file = { kind: 'disk', path: 'erp.img' };
    expect(await obstaclesOf({ volumes: [] })).toEqual([
      { code: 'storage-missing', toHostId: 'id-kvm-02', file: { ...file, fault: 'missing' } },
    ]);
    expect(await obstaclesOf({ server: 'other' })).toEqual([
      { code: 'storage-missing', toHostId: 'id-kvm-02', file: { ...file, fault: 'differs' } },
    ]);
    expect(await obstaclesOf({ bridges: 'br9' })).toEqual([
      { code: 'network-missing', toHostId: 'id-kvm-02' },
    ]);
  });

  it('asks a host once for what several VMs share', async () => {
    const { driver, fake } = open();
    const more = vms.concat(vms.map((vm) => ({ ...vm, vmName: 'crm' })));
    await driver.inspectCluster(more);
    const volumes = fake.asked.filter(({ args }) => args[0] === 'vol-dumpxml');
    expect(volumes.map(({ uri }) => uri).toSorted()).toEqual(HOSTS.map(({ uri }) => uri));
    const compared = fake.asked.filter(({ args }) => args[0] === 'hypervisor-cpu-compare');
    expect(compared).toHaveLength(1);
  });

  it('makes a guest only of what both hosts can run, and ends none but its own', async () => {
    const guest = { uuid: UUID, name: 'ballast-test-1' };
    const calls: string[][] = [];
    const other = createFakeVirsh(({ uri, args }) => {
      calls.push(args);
      if (args[0] === 'domname') return { stdout: 'erp\n' };
      if (args[0] === 'domstate') return { stderr: fixture('error-no-domain') };
      const newest = uri.includes('kvm-01') ? 'pc-q35-10.0' : 'pc-q35-9.0';
      return answerBy(args, { capabilities: guestKinds(newest) });
    });
    const clock = { now: () => new Date(NOW) };
    const driver = createLibvirtDriver({ hosts: HOSTS, clock, spawn: other.spawn });
    await driver.removeTestGuest(guest);
    expect(calls.map(([command]) => command)).not.toContain('destroy');
    const posing = { ...guest, name: 'erp' };
    await expect(driver.removeTestGuest(posing)).rejects.toMatchObject({ code: 'bad-config' });
    await driver.startTestGuest(guest, 'id-kvm-01', 'id-kvm-02');
    expect(calls.filter(([command]) => command === 'create')).toHaveLength(1);
  });
});
