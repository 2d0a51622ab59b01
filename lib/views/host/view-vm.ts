import type { Route } from '../../engine/cluster/route.ts';
import { predictMove } from '../../engine/forecast/predict-move.ts';
import { mobilityOf, wayOf } from '../../engine/mobility.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import {
  type Automation,
  type MoveKind,
  parseCondition,
  TieKind,
  type VmCondition,
  type VmState,
} from '../../model/vm.ts';
import type { VmDoubt } from '../../model/vm-doubt.ts';
import type { FixedHold, SteadyHold, VmHold } from '../../model/vm-hold.ts';

/** The forecast for leaving its host, at the speed of the host's own link. */
export interface VmForecast {
  seconds: number;
  downtimeMs: number;
}

export interface HostVm {
  id: string;
  name: string;
  state: VmState;
  condition: VmCondition | null; // what the state does not tell
  vcpus: number;
  memoryMiB: number;
  /** Measured; null is unknown: its host does not answer, or it has not been observed twice. */
  cores: number | null;
  cpuPercent: number | null; // of its vCPUs
  lastCpuPercent: number | null;
  dirtyMiBps: number | null;
  doubts: VmDoubt[]; // measured values that are not used
  cpuTrend: (number | null)[]; // percent of its vCPUs over the last 24 hours
  lastMigratedAt: Date | null;
  forecast: VmForecast | null; // null: it does not run, or its host was never observed
  hold: VmHold | null;
  tags: string[];
  rules: { id: string; name: string }[];
}

export interface StoredVm {
  id: string;
  name: string;
  state: VmState;
  condition: string | null;
  vcpus: number;
  memoryMiB: number;
  cores: number | null;
  dirtyMiBps: number | null;
  doubts: VmDoubt[];
  automation: Automation;
  lastMigratedAt: Date | null;
  exemption: { until: Date } | null;
  duplicateHostId: string | null;
  localDevices: string[];
  tags: string[];
}

export interface VmSurroundings {
  isObserved: boolean;
  snapshotVm: SnapshotVm | undefined;
  route: Route | undefined; // the way that its migration would take
  coolDownSeconds: number;
  lockedVmIds: ReadonlySet<string>;
  trendCores: readonly (number | null)[];
  rules: HostVm['rules']; // that it is in
  now: Date;
}

/** A stored VM for the table of its host. */
export function viewVm(vm: StoredVm, around: VmSurroundings): HostVm {
  const { isObserved } = around;
  const percentOf = (cores: number | null): number | null =>
    cores === null ? null : (100 * cores) / vm.vcpus;
  const lastCpuPercent = percentOf(vm.cores);
  const isKnown = isObserved && vm.state === 'running';
  const prediction = predict(around);
  return {
    id: vm.id,
    name: vm.name,
    state: vm.state,
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    condition: parseCondition(vm.condition),
    cores: isKnown ? vm.cores : null,
    cpuPercent: isKnown ? lastCpuPercent : null,
    lastCpuPercent,
    dirtyMiBps: vm.dirtyMiBps,
    doubts: vm.doubts,
    cpuTrend: around.trendCores.map(percentOf),
    lastMigratedAt: vm.lastMigratedAt,
    forecast: prediction,
    hold: holdOf(vm, prediction?.converges ?? true, around),
    tags: vm.tags,
    rules: around.rules,
  };
}

function predict({ snapshotVm, route }: VmSurroundings) {
  if (!snapshotVm || !route || snapshotVm.state === 'stopped') return null;
  return predictMove(snapshotVm, 'live', route);
}

function holdOf(vm: StoredVm, converges: boolean, around: VmSurroundings): VmHold | null {
  if (!around.isObserved) return { code: 'host-silent' };
  if (around.lockedVmIds.has(vm.id)) return { code: 'locked' };
  if (vm.duplicateHostId) return { code: 'two-copies' };
  const condition = parseCondition(vm.condition);
  if (condition !== null) return { code: condition };
  const tied = around.snapshotVm ? fixedHold({ ...around.snapshotVm, state: vm.state }) : null;
  if (tied !== null) return tied;
  if (vm.automation !== 'inherit') return { code: vm.automation };
  const dealing = around.snapshotVm ? balancerHold(around.snapshotVm) : null;
  if (dealing !== null) return dealing;
  if (vm.exemption && vm.exemption.until > around.now) return { code: 'exempt', until: vm.exemption.until };
  if (!converges) return { code: 'will-not-converge' };
  if (!vm.lastMigratedAt) return null;
  const agoSeconds = (around.now.getTime() - vm.lastMigratedAt.getTime()) / 1000;
  const secondsLeft = (around.snapshotVm?.coolDownSeconds ?? around.coolDownSeconds) - agoSeconds;
  return agoSeconds >= 0 && secondsLeft > 0 ? { code: 'cool-down', secondsLeft } : null;
}

/** Another balancer that moves the VM by itself, or from which it was excluded; null: neither. */
export function balancerHold({
  balancedBy,
  excludedBy,
}: Pick<SnapshotVm, 'balancedBy' | 'excludedBy'>): SteadyHold | null {
  if (excludedBy !== undefined) return { code: 'excluded-by', manager: excludedBy };
  return balancedBy === undefined ? null : { code: 'moved-by', manager: balancedBy };
}

/** What in the VM itself keeps it from leaving live, or offline if it is stopped; null: nothing. */
export function fixedHold(
  vm: Pick<SnapshotVm, 'state' | 'managedBy' | 'localDevices' | 'ties'>,
): FixedHold | null {
  if (vm.managedBy !== undefined) return { code: 'managed', manager: vm.managedBy };
  const mobility = mobilityOf(vm);
  const wanted: MoveKind = vm.state === 'stopped' ? 'offline' : 'live';
  const [obstacle] = mobility.obstacles.filter(({ kinds }) => kinds.includes(wanted));
  if (obstacle === undefined) return null;
  const by = TieKind.catch('host-device').parse(obstacle.code); // a local device is a device of the host too
  return { code: holdsByWay[wayOf(mobility)], by };
}

/** `any` is impossible here: one kind of move is forbidden. */
const holdsByWay = {
  any: 'tied',
  none: 'tied',
  running: 'only-running',
  paused: 'only-paused',
  stopped: 'only-stopped',
} as const;
