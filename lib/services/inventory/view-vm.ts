import type { Route } from '../../engine/cluster/route.ts';
import { predictMove } from '../../engine/forecast/predict-move.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import { type Automation, parseCondition, type VmCondition, type VmState } from '../../model/vm.ts';

/** Why a VM does not move by itself, or not at all, before any destination is looked at. */
export type VmHold =
  | {
      code:
        | 'host-silent'
        | 'local-device'
        | 'locked'
        | 'two-copies'
        | 'excluded'
        | 'manual'
        | 'will-not-converge'
        | VmCondition;
    }
  | { code: 'cool-down'; secondsLeft: number };

/** How leaving its host would go, at the speed of the host's own link. */
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
  /** Measured; null is unknown: its host does not answer, or it has not been heard of twice. */
  cores: number | null;
  cpuPercent: number | null; // of its vCPUs
  lastCpuPercent: number | null;
  dirtyMiBps: number | null;
  cpuTrend: (number | null)[]; // per cent of its vCPUs over the last 24 hours
  lastMigratedAt: Date | null;
  forecast: VmForecast | null; // null: it does not run, or its host was never heard
  hold: VmHold | null;
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
  automation: Automation;
  lastMigratedAt: Date | null;
  duplicateHostId: string | null;
  localDevices: string[];
  ruleVms: { rule: { id: string; name: string } }[];
}

export interface VmSurroundings {
  isHeard: boolean;
  snapshotVm: SnapshotVm | undefined;
  route: Route | undefined; // the way that its migration would take
  coolDownSeconds: number;
  lockedVmIds: ReadonlySet<string>;
  trendCores: readonly (number | null)[];
  now: Date;
}

/** A stored VM as the table of its host shows it. */
export function viewVm(vm: StoredVm, around: VmSurroundings): HostVm {
  const { isHeard } = around;
  const percentOf = (cores: number | null): number | null =>
    cores === null ? null : (100 * cores) / vm.vcpus;
  const lastCpuPercent = percentOf(vm.cores);
  const isKnown = isHeard && vm.state === 'running';
  const prediction = predict(around);
  return {
    ...{ id: vm.id, name: vm.name, state: vm.state, vcpus: vm.vcpus, memoryMiB: vm.memoryMiB },
    condition: parseCondition(vm.condition),
    cores: isKnown ? vm.cores : null,
    cpuPercent: isKnown ? lastCpuPercent : null,
    lastCpuPercent,
    dirtyMiBps: vm.dirtyMiBps,
    cpuTrend: around.trendCores.map(percentOf),
    lastMigratedAt: vm.lastMigratedAt,
    forecast: prediction,
    hold: holdOf(vm, prediction?.converges ?? true, around),
    rules: vm.ruleVms.map(({ rule }) => rule),
  };
}

function predict({ snapshotVm, route }: VmSurroundings) {
  if (!snapshotVm || !route || snapshotVm.state === 'stopped') return null;
  return predictMove(snapshotVm, 'live', route);
}

function holdOf(vm: StoredVm, converges: boolean, around: VmSurroundings): VmHold | null {
  if (!around.isHeard) return { code: 'host-silent' };
  if (around.lockedVmIds.has(vm.id)) return { code: 'locked' };
  if (vm.duplicateHostId) return { code: 'two-copies' };
  const condition = parseCondition(vm.condition);
  if (condition !== null) return { code: condition };
  if (vm.localDevices.length > 0) return { code: 'local-device' };
  if (vm.automation !== 'inherit') return { code: vm.automation };
  if (!converges) return { code: 'will-not-converge' };
  if (!vm.lastMigratedAt) return null;
  const agoSeconds = (around.now.getTime() - vm.lastMigratedAt.getTime()) / 1000;
  const secondsLeft = around.coolDownSeconds - agoSeconds;
  return agoSeconds >= 0 && secondsLeft > 0 ? { code: 'cool-down', secondsLeft } : null;
}
