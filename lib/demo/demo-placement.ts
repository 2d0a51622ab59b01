import { hashText, uniform } from '../drivers/simulator/world/noise.ts';
import type { DemoClusterData, DemoHost } from './demo-clusters.ts';
import { demoCpus } from './demo-clusters.ts';
import type { DemoRole } from './demo-roles.ts';

export interface DemoPlaceable {
  name: string;
  role: DemoRole;
}

interface Filling {
  host: DemoHost;
  memoryGiB: number;
  cores: number;
  names: string[];
  kin: Map<DemoRole, number>; // how many VMs of each role
}

/** Like a placement by hand: roughly even, but not quite. */
const UNEVENNESS = 0.12;
/** The weight of one more VM of the same role on a host. */
const KINSHIP = 0.06;
/**
 * The initial hosts of the VMs of a demo cluster: one after another, each on the least full host that its
 * requirements and the rules allow, with few VMs of its role. Returns host names by VM name.
 */
export function placeDemoVms(
  data: DemoClusterData,
  vms: readonly DemoPlaceable[],
  seed: number,
): Record<string, string> {
  const fillings: Filling[] = data.hosts.map((host) => ({
    host,
    memoryGiB: 0,
    cores: 0,
    names: [],
    kin: new Map(),
  }));
  const isPinned = (vm: DemoPlaceable) => vm.name in data.pinned;
  const sorted = vms
    .map((vm) => ({ vm, rank: uniform(hashText(`${seed}/${vm.name}`), 0, 32) - (isPinned(vm) ? 1 : 0) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ vm }) => vm);
  for (const vm of sorted) {
    const candidates = fillings.filter((filling) => isAllowed(data, fillings, filling, vm));
    const key = hashText(`${seed}/${vm.name}`);
    const scored = candidates.map((filling, i) => ({
      filling,
      score:
        fullness(filling, vm) + UNEVENNESS * uniform(key, i, 31) + KINSHIP * (filling.kin.get(vm.role) ?? 0),
    }));
    scored.sort((a, b) => a.score - b.score);
    const best = scored[0]?.filling;
    if (best === undefined) throw new RangeError(`the demo data centre has no host for ${vm.name}`);
    const isStopped = data.stopped.includes(vm.name);
    best.names.push(vm.name);
    best.kin.set(vm.role, (best.kin.get(vm.role) ?? 0) + 1);
    best.memoryGiB += isStopped ? 0 : vm.role.memoryGiB;
    best.cores += isStopped ? 0 : usualCores(vm.role);
  }
  return Object.fromEntries(fillings.flatMap(({ host, names }) => names.map((name) => [name, host.name])));
}

/** The demand of the VM around the peak of its day, with bursts counted by their share of the day. */
export function usualCores({ vcpus, load }: DemoRole): number {
  const burst = load.burst ?? null;
  const bursting = burst === null ? 0 : (burst.level * 0.8 * burst.perDay * burst.minutes) / 1440;
  return vcpus * (load.base + (load.daily ?? 0) + bursting);
}

function fullness({ host, memoryGiB, cores }: Filling, vm: DemoPlaceable): number {
  const memoryShare = (memoryGiB + vm.role.memoryGiB) / host.memoryGiB;
  const coreShare = (cores + usualCores(vm.role)) / (host.cpuCores - 2);
  return (0.35 * memoryShare + 0.65 * coreShare) / host.fullness;
}

function isAllowed(
  data: DemoClusterData,
  all: Filling[],
  { host, names }: Filling,
  vm: DemoPlaceable,
): boolean {
  const pin = data.pinned[vm.name];
  const isBound =
    pin !== undefined || data.rules.some((rule) => rule.kind === 'together' && rule.vms.includes(vm.name));
  const fits =
    (isBound || vm.role.memoryGiB <= (host.largestGiB ?? vm.role.memoryGiB)) &&
    host.networks.includes(vm.role.network ?? 'lan') &&
    host.storages.includes(vm.role.storage ?? 'san-1') &&
    (vm.role.features ?? []).every((feature) => demoCpus[host.cpu].cpuFeatures.includes(feature));
  if (!fits || (pin !== undefined && pin !== host.name)) return false;
  return data.rules
    .filter((rule) => rule.vms.includes(vm.name))
    .every((rule) => {
      const others = rule.vms.filter((name) => name !== vm.name);
      switch (rule.kind) {
        case 'apart':
          return !others.some((name) => names.includes(name));
        case 'together': {
          const theirs = all.find((filling) => others.some((name) => filling.names.includes(name)));
          return theirs === undefined || theirs.host === host;
        }
        case 'onHosts':
          return rule.hosts.includes(host.name);
        case 'notOnHosts':
          return !rule.hosts.includes(host.name);
        default: {
          const racks = new Set(data.hosts.map((one) => one.rack)).size;
          const inRack = all
            .filter((filling) => filling.host.rack === host.rack)
            .flatMap((filling) => filling.names)
            .filter((name) => others.includes(name));
          return inRack.length < Math.ceil(rule.vms.length / racks);
        }
      }
    });
}
