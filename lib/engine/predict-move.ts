import type { SnapshotHost, SnapshotVm } from '../model/snapshot.ts';
import type { MoveKind } from '../model/vm.ts';
import { type PrecopyInput, type PrecopyPrediction, predictLive, predictQuick } from '../precopy/predict.ts';
import { assumed, dirtyRateMiBps, hostBandwidthMiBps, touchedMiB, workingSetMiB } from './assumptions.ts';

/** MiB/s between two hosts: the slower one decides. */
export function pairBandwidthMiBps(from: SnapshotHost, to: SnapshotHost): number {
  return Math.min(hostBandwidthMiBps(from), hostBandwidthMiBps(to));
}

function precopyInput(vm: SnapshotVm, bandwidthMiBps: number): PrecopyInput {
  return {
    touchedMiB: touchedMiB(vm),
    dirtyMiBps: dirtyRateMiBps(vm),
    workingSetMiB: workingSetMiB(vm),
    bandwidthMiBps,
    downtimeLimitMs: assumed.downtimeLimitMs,
    maxRounds: assumed.maxRounds,
    fixedSeconds: assumed.fixedSeconds,
  };
}

/** How a move of this kind will go at this bandwidth. An offline move has no memory to copy and no pause. */
export function predictMove(vm: SnapshotVm, kind: MoveKind, bandwidthMiBps: number): PrecopyPrediction {
  if (kind === 'live') return predictLive(precopyInput(vm, bandwidthMiBps));
  if (kind === 'quick') return predictQuick(precopyInput(vm, bandwidthMiBps));
  return { converges: true, seconds: assumed.offlineSeconds, downtimeMs: 0, rounds: 0, transferredMiB: 0 };
}

/** Whether the VM can leave its host live at this bandwidth. A stopped VM has nothing to copy. */
export function convergesAt(vm: SnapshotVm, bandwidthMiBps: number): boolean {
  return vm.state === 'stopped' || predictMove(vm, 'live', bandwidthMiBps).converges;
}

/** The least of these bandwidths (ascending) at which the VM converges; Infinity if it does at none. More never hurts. */
export function leastBandwidthFor(vm: SnapshotVm, bandwidths: readonly number[]): number {
  let low = 0;
  let high = bandwidths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (convergesAt(vm, bandwidths[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return bandwidths[low] ?? Number.POSITIVE_INFINITY;
}
