import type { HostAddress, MigrationOrder } from '../../../model/ports.ts';
import { type Answer, answerBy, createFakeVirsh, fixture } from '../fake-virsh.ts';
import { createLibvirtDriver } from '../index.ts';

export const UUID = '20000000-0000-4000-8000-0000000000aa';
export const HOSTS: HostAddress[] = ['kvm-01', 'kvm-02'].map((name) => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
}));
export const order: MigrationOrder = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'erp',
  sourceHostId: 'id-kvm-01',
  destinationHostId: 'id-kvm-02',
  kind: 'live',
  bandwidthMiBps: null,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
};

/** A VM with a volume, a CD image in a pool, a bridge, and a CPU that libvirt checks. */
export const XML = `<domain type='kvm'><name>erp</name><uuid>${UUID}</uuid>
  <os><type arch='x86_64' machine='pc-q35-9.2'>hvm</type></os>
  <cpu mode='custom' match='exact' check='partial'><model fallback='forbid'>Skylake-Server</model></cpu>
  <devices><emulator>/usr/bin/kvm</emulator>
    <disk type='volume' device='disk'><source pool='san' volume='erp.img'/></disk>
    <disk type='file' device='cdrom'><source file='/iso/tools.iso'/></disk>
    <disk type='file' device='cdrom'></disk>
    <interface type='bridge'><source bridge='br0'/></interface>
  </devices></domain>`;

/** What the two hosts say, beside what all is well with. */
export interface World {
  xml?: string;
  state?: Answer;
  job?: Answer;
  stats?: string;
  list?: string;
  memory?: string;
  bridges?: string;
  pools?: string;
  cpu?: Answer;
  volumes?: string[];
  lost?: string;
  here?: Record<string, string>; // further commands of the source, by their whole text or first word
  there?: Record<string, string>;
}

export function open(world: World = {}) {
  let isRefreshed = false;
  const volumes = () => world.volumes ?? ['erp.img', '/iso/tools.iso', ...(isRefreshed ? ['late.img'] : [])];
  const answerVolume = (args: string[]): Answer =>
    volumes().includes(args[2] ?? '')
      ? { stdout: 'Name: x' }
      : { stderr: `error: failed to get vol '${args[2]}'` };
  const answers: Record<string, (uri: string, args: string[]) => Answer> = {
    domstate: () => world.state ?? { stdout: 'running (booted)' },
    domjobinfo: () => world.job ?? { stdout: fixture('domjobinfo-none') },
    'hypervisor-cpu-compare': () => world.cpu ?? {},
    'cpu-compare': () => world.cpu ?? {},
    'vol-info': (_, args) => answerVolume(args),
    'vol-pool': (_, args) => (args[2]?.startsWith('/iso') ? { stdout: 'isos\n' } : { stderr: 'error: no' }),
    'pool-refresh': () => {
      isRefreshed = true;
      return {};
    },
  };
  const fake = createFakeVirsh(({ uri, args }) => {
    if (world.lost !== undefined && uri.includes(world.lost))
      return { stderr: fixture('error-socket-missing') };
    const more = uri.includes('kvm-01') ? world.here : world.there;
    const given = more?.[args.join(' ')] ?? more?.[args[0] ?? ''];
    if (given !== undefined) return { stdout: given };
    const own = answers[args[0] ?? ''];
    if (own !== undefined) return own(uri, args);
    return answerBy(args, {
      dumpxml: world.xml ?? XML,
      domstats: world.stats ?? `Domain: 'erp'\n  balloon.rss=1048576\n`,
      list: world.list ?? '',
      nodememstats: world.memory ?? 'total: 8388608 KiB\nfree: 4194304 KiB\n',
      capabilities: fixture('capabilities'),
      'net-list': 'lan',
      'iface-list': world.bridges ?? ' br0   active   52:54:00:00:00:01',
      'pool-list': world.pools ?? 'san\nisos',
    });
  });
  return {
    fake,
    driver: createLibvirtDriver({ hosts: HOSTS, clock: { now: () => new Date() }, spawn: fake.spawn }),
  };
}

export const codesOf = async (world: World, parts: Partial<MigrationOrder> = {}) =>
  (await open(world).driver.checkMigration({ ...order, ...parts })).map((obstacle) => obstacle.code);

export const running = { stdout: fixture('domjobinfo-running-raw') };
