import type { ForecastBasis } from '../../model/move-forecast.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { type Deadlock, explainDeadlock, minBandwidthMiBps } from '../../precopy/convergence.ts';
import {
  type PrecopyInput,
  type PrecopyPrediction,
  predictLive,
  predictQuick,
} from '../../precopy/predict.ts';
import { assumed, dirtyRateMiBps, touchedMiB, workingSetMiB } from '../cluster/assumptions.ts';
import type { Route } from '../cluster/route.ts';

/** A VM on its way, as the pre-copy model needs it. */
export function precopyInput(vm: SnapshotVm, route: Route): PrecopyInput {
  return {
    ...writesOf(vm),
    touchedMiB: touchedMiB(vm),
    bandwidthMiBps: route.bandwidthMiBps,
    pauseMiBps: route.pauseMiBps,
    downtimeLimitMs: route.targetPauseMs,
    fixedSeconds: route.fixedSeconds,
    handOverMs: route.handOverMs,
  };
}

/** How a VM writes its memory. A paused one writes nothing, whatever it did before. */
function writesOf(vm: SnapshotVm) {
  const { hiddenWrites: hidden, writePattern: pattern } = vm;
  return {
    dirtyMiBps: dirtyRateMiBps(vm),
    workingSetMiB: workingSetMiB(vm),
    ...(hidden !== undefined && vm.state === 'running' ? { hidden } : {}),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

/** What a forecast rests on: it is no better than what is known of the VM. */
export function basisOf(vm: SnapshotVm | undefined, route: Route | null | undefined): ForecastBasis {
  const isUnknown = vm === undefined || (vm.state === 'running' && vm.dirtyMiBps === undefined);
  return isUnknown ? 'assumed' : (route?.basis ?? 'assumed');
}

/** How a move of this kind will go on this way. An offline move has no memory to copy and no pause. */
export function predictMove(vm: SnapshotVm, kind: MoveKind, route: Route): PrecopyPrediction {
  if (kind === 'live') return predictLive(precopyInput(vm, route));
  if (kind === 'quick') return predictQuick(precopyInput(vm, route));
  const nothing = { downtimeMs: 0, rounds: 0, transferredMiB: 0, restMiB: 0 };
  return { converges: true, seconds: assumed.offlineSeconds, ...nothing };
}

/** The least bandwidth at which the VM can leave its host live, in MiB/s. A stopped VM has nothing to copy. */
export function minBandwidthFor(vm: SnapshotVm, targetPauseMs: number): number {
  return vm.state === 'stopped' ? 0 : minBandwidthMiBps({ ...writesOf(vm), downtimeLimitMs: targetPauseMs });
}

/** Why a live migration of the VM on this way would not end, and what would help; null: it ends. */
export function whyNotConverging(vm: SnapshotVm, route: Route): Deadlock | null {
  return vm.state === 'stopped' ? null : explainDeadlock(precopyInput(vm, route));
}
