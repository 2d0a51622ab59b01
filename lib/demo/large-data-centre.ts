import { hashText, uniform } from '../drivers/simulator/world/noise.ts';
import type { Automation, Tie } from '../model/vm.ts';
import type { DataCentreSize } from './data-centre-size.ts';
import type { DemoClusterData, DemoHost, DemoRule } from './demo-clusters.ts';
import { usualCores } from './demo-placement.ts';
import { type DemoRole, type DemoRoleName, demoRoles } from './demo-roles.ts';

/** How many VMs of each role there are, out of a hundred. */
const mix: readonly (readonly [DemoRoleName, number])[] = [
  ['web', 15],
  ['app', 17],
  ['vdi', 15],
  ['k8s-node', 11],
  ['dev', 8],
  ['test', 7],
  ['db', 6],
  ['redis', 4],
  ['ci-runner', 4],
  ['etl-runner', 3],
  ['log', 3],
  ['file', 2],
  ['mq', 2],
  ['monitor', 1],
  ['ldap', 1],
  ['dns', 1],
];
/** The usual share of CPU and memory that the VMs of a cluster take. */
const CPU_FILL = 0.5;
const MEMORY_FILL = 0.6;
const CORES_STEP = 8;
const GIB_STEP = 64;
const HOSTS_A_RACK = 16;
/** Hosts come in three sizes, as after some years of buying; relative to the average. */
const sizes = [0.75, 1, 1.25] as const;
/** One cluster in so many has an overloaded host at the start. */
const CLUSTERS_AN_OVERLOAD = 4;
const MAX_APART_RULES = 8;
const FULLNESS_CHANNEL = 33;

const deviceTie: Tie = { kind: 'host-device', name: 'SR-IOV network sriov-1', blocks: ['live', 'quick'] };

/** One VM in so many is special: stopped, moved by people only, left where it is, tied to its host, managed elsewhere. */
const every = { stopped: 40, manual: 97, excluded: 211, tied: 120, managed: 197 } as const;

/**
 * A data centre of a given size as plain data, for the same code as the small one of the first start. Hosts are as
 * large as their VMs need. The same size and seed give the same data centre.
 */
export function largeDataCentre({ hosts, vms, clusters, seed }: DataCentreSize): DemoClusterData[] {
  const numbers = new Map<DemoRoleName, number>();
  const digits = { host: Math.max(2, String(hosts).length), vm: Math.max(2, String(vms).length) };
  let firstHost = 1;
  return Array.from({ length: clusters }, (_, i) => {
    const hostCount = shareOf(hosts, clusters, i);
    const counts = countRoles(shareOf(vms, clusters, i), numbers);
    const made = makeCluster({ index: i, firstHost, hostCount, counts, digits, seed });
    firstHost += hostCount;
    return made;
  });
}

/** The part of `total` for the i-th of `parts` parts, which differ by one at most. */
const shareOf = (total: number, parts: number, i: number): number =>
  Math.floor((total * (i + 1)) / parts) - Math.floor((total * i) / parts);

/** Roles with their numbers of VMs; the first number follows the last one of the cluster before. What division leaves is `web`. */
function countRoles(vms: number, numbers: Map<DemoRoleName, number>): DemoClusterData['vms'] {
  const counts = mix.map(([role, share]) => ({ role, count: Math.floor((vms * share) / 100) }));
  const rest = vms - counts.reduce((sum, { count }) => sum + count, 0);
  return counts.flatMap(({ role, count: counted }) => {
    const count = role === 'web' ? counted + rest : counted;
    const first = numbers.get(role) ?? 1;
    numbers.set(role, first + count);
    return count > 0 ? [[role, first, count] satisfies DemoClusterData['vms'][number]] : [];
  });
}

interface Making {
  index: number;
  firstHost: number;
  hostCount: number;
  counts: DemoClusterData['vms'];
  digits: { host: number; vm: number };
  seed: number;
}

function makeCluster({ index, firstHost, hostCount, counts, digits, seed }: Making): DemoClusterData {
  const name = `prod-${String(index + 1).padStart(2, '0')}`;
  const names = counts.flatMap(([role, first, count]) =>
    Array.from({ length: count }, (_, i) => `${role}-${String(first + i).padStart(digits.vm, '0')}`),
  );
  const hosts = makeHosts({ firstHost, hostCount, counts, digits, seed });
  const nth = (step: number): string[] => names.filter((_, i) => i % step === step - 1);
  const automation: Record<string, Automation> = {};
  for (const vm of nth(every.manual)) automation[vm] = 'manual';
  for (const vm of nth(every.excluded)) automation[vm] = 'excluded';
  const traits: DemoClusterData['traits'] = {};
  for (const vm of nth(every.tied)) traits[vm] = { ties: [deviceTie] };
  for (const vm of nth(every.managed)) traits[vm] = { managedBy: 'OpenStack Nova' };
  return {
    name,
    hosts,
    vms: counts,
    nameDigits: digits.vm,
    rules: makeRules(names),
    automation,
    stopped: nth(every.stopped),
    traits,
    pinned: {},
    overloadedHost: index % CLUSTERS_AN_OVERLOAD === 0 ? (hosts[0]?.name ?? null) : null,
  };
}

function makeHosts({ firstHost, hostCount, counts, digits, seed }: Omit<Making, 'index'>): DemoHost[] {
  const needOf = (need: (role: DemoRole) => number): number =>
    counts.reduce((sum, [role, , count]) => sum + need(demoRoles[role]) * count, 0) / hostCount;
  const cores = needOf(usualCores) / CPU_FILL;
  const memoryGiB = needOf((role) => role.memoryGiB) / MEMORY_FILL;
  const stepped = (value: number, step: number): number => Math.max(1, Math.ceil(value / step)) * step;
  return Array.from({ length: hostCount }, (_, i) => {
    const name = `kvm-${String(firstHost + i).padStart(digits.host, '0')}`;
    const size = sizes[i % sizes.length] ?? 1;
    const isNew = size > 1;
    return {
      name,
      cpuCores: stepped(cores * size, CORES_STEP),
      memoryGiB: stepped(memoryGiB * size, GIB_STEP),
      rack: `r${Math.floor(i / HOSTS_A_RACK) + 1}`,
      cpu: isNew ? 'genoa' : 'milan',
      migrationMbps: isNew ? 25_000 : 10_000,
      networks: ['lan', 'dmz'],
      storages: ['san-1', 'san-2'],
      fullness: 0.9 + 0.2 * uniform(hashText(`${seed}/${name}`), 0, FULLNESS_CHANNEL),
    };
  });
}

/** The first databases of a cluster are kept apart, two by two. */
function makeRules(names: readonly string[]): DemoRule[] {
  const databases = names.filter((name) => name.startsWith('db-')).slice(0, 2 * MAX_APART_RULES);
  return Array.from({ length: Math.floor(databases.length / 2) }, (_, i) => {
    const vms = databases.slice(2 * i, 2 * i + 2);
    return { name: `${vms.join(' and ')} apart`, kind: 'apart', mode: 'must', vms, hosts: [] };
  });
}
