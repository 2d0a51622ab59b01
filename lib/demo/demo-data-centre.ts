import type { SimulatorConfigInput } from '../drivers/simulator/config.ts';
import type { Thresholds } from '../model/policy.ts';
import { present } from '../model/present.ts';
import type { Automation } from '../model/vm.ts';
import { type DemoClusterData, type DemoRule, demoCpus, prodA, prodB } from './demo-clusters.ts';
import { type DemoPlaceable, placeDemoVms } from './demo-placement.ts';
import { type DemoRole, demoRoles } from './demo-roles.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long before the start random surges begin: during the past that is backfilled. */
const PAST_DAYS = 7;
/**
 * The first overload begins this long before the start: long enough to show in smoothed load, and recent enough to be
 * news.
 */
const OPENING_LEAD_MINUTES = 12;
const OPENING_MINUTES = 10 * 60;
const OPENING_LEVEL = 0.87;
const RESERVED_CORES = 2;
const RESERVED_MIB = 4096;

/** A cluster to store: the config of the simulator, and typical settings. Hosts and VMs by name. */
export interface DemoCluster {
  name: string;
  config: SimulatorConfigInput;
  thresholds: Thresholds;
  reserves: Record<string, { cores: number; memoryMiB: number }>; // by host
  rules: DemoRule[];
  automation: Record<string, Automation>; // by VM; the others inherit
  overloadedHost: string | null; // at first sight
}

/**
 * The data centre of the first start, or one of other clusters (`data`). Its figures at `backfillUntil` are always
 * the same, because the simulated day is tied to that time. `speed`: of migrations, simulated seconds a second.
 */
export function demoDataCentre(options: {
  backfillUntil: Date;
  seed?: number;
  speed?: number;
  data?: readonly DemoClusterData[];
}): DemoCluster[] {
  const { backfillUntil, seed = 7, speed = 1, data: clusters = [prodA, prodB] } = options;
  return clusters.map((data, i) => buildCluster(data, { backfillUntil, seed: seed * 100 + i, speed }));
}

function buildCluster(
  data: DemoClusterData,
  { backfillUntil, seed, speed }: { backfillUntil: Date; seed: number; speed: number },
): DemoCluster {
  const before = (ms: number) => new Date(backfillUntil.getTime() - ms).toISOString();
  const vms = listVms(data);
  const places = placeDemoVms(data, vms, seed);
  const stopped = new Set(data.stopped);
  const opening = data.overloadedHost;
  return {
    name: data.name,
    config: {
      cluster: data.name,
      seed,
      speed,
      anchor: backfillUntil.toISOString(),
      hosts: data.hosts.map(({ cpu, memoryGiB, fullness: _, ...host }) => ({
        ...host,
        ...demoCpus[cpu],
        memoryMiB: memoryGiB * 1024,
      })),
      vms: vms.map(({ name, role }) => ({
        name,
        host: present(places[name], name),
        state: stopped.has(name) ? 'stopped' : 'running',
        vcpus: role.vcpus,
        memoryMiB: role.memoryGiB * 1024,
        load: role.load,
        dirtyMiBps: role.dirtyMiBps,
        workingSetMiB: role.workingSetMiB,
        networks: [role.network ?? 'lan'],
        storages: [role.storage ?? 'san-1'],
        cpuFeatures: role.features ?? [],
        tags: role.tags ?? [],
        ...data.traits[name],
      })),
      surges:
        opening === null
          ? []
          : [
              {
                host: opening,
                startsAt: before(OPENING_LEAD_MINUTES * MINUTE_MS),
                minutes: OPENING_MINUTES,
                level: OPENING_LEVEL,
              },
            ],
      randomSurges: { perDay: 2, from: before(PAST_DAYS * DAY_MS) },
    },
    thresholds: { cpuThresholdPercent: 80, memoryThresholdPercent: 90 },
    reserves: Object.fromEntries(
      data.hosts.map(({ name }) => [name, { cores: RESERVED_CORES, memoryMiB: RESERVED_MIB }]),
    ),
    rules: data.rules,
    automation: data.automation,
    overloadedHost: opening,
  };
}

function listVms(data: DemoClusterData): DemoPlaceable[] {
  return data.vms.flatMap(([roleName, first, count]) => {
    const role: DemoRole = demoRoles[roleName];
    return Array.from({ length: count }, (_, i) => ({
      name: `${roleName}-${String(first + i).padStart(data.nameDigits ?? 2, '0')}`,
      role,
    }));
  });
}
