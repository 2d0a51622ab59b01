import { takenDiskMiB } from '../../model/local-disks.ts';
import type { ForecastBasis } from '../../model/move-forecast.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { type Deadlock, explainDeadlock, minBandwidthMiBps } from '../../precopy/convergence.ts';
import {
  MIN_BANDWIDTH_MIBPS,
  type PrecopyInput,
  type PrecopyPrediction,
  predictLive,
  predictQuick,
} from '../../precopy/predict.ts';
import { assumed, dirtyRateMiBps, touchedMiB, workingSetMiB } from '../cluster/assumptions.ts';
import type { Route } from '../cluster/route.ts';

/** A VM during its move, for the pre-copy model. */
export function precopyInput(vm: SnapshotVm, route: Route): PrecopyInput {
  return {
    ...writesOf(vm),
    touchedMiB: touchedMiB(vm),
    bandwidthMiBps: route.bandwidthMiBps,
    pauseMiBps: route.pauseMiBps,
    downtimeLimitMs: vm.targetPauseMs ?? route.targetPauseMs,
    fixedSeconds: route.fixedSeconds + diskSeconds(vm, route),
    handOverMs: route.handOverMs,
  };
}

/** How a VM writes its memory. A paused VM writes nothing. */
function writesOf(vm: SnapshotVm) {
  const { hiddenWrites: hidden, writePattern: pattern } = vm;
  return {
    dirtyMiBps: dirtyRateMiBps(vm),
    workingSetMiB: workingSetMiB(vm),
    ...(hidden !== undefined && vm.state === 'running' ? { hidden } : {}),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

/** The basis of a forecast, which depends on what is known about the VM. */
export function basisOf(vm: SnapshotVm | undefined, route: Route | null | undefined): ForecastBasis {
  const isUnknown = vm === undefined || (vm.state === 'running' && vm.dirtyMiBps === undefined);
  return isUnknown ? 'assumed' : (route?.basis ?? 'assumed');
}

/**
 * The forecast of a move of this kind over this connection. A restart copies nothing. An offline move copies local disks at most, and it
 * has no pause.
 */
export function predictMove(vm: SnapshotVm, kind: MoveKind, route: Route): PrecopyPrediction {
  if (kind === 'live') return withDisks(vm, predictLive(precopyInput(vm, route)));
  if (kind === 'quick') return withDisks(vm, predictQuick(precopyInput(vm, route)));
  const nothing = { downtimeMs: 0, rounds: 0, transferredMiB: 0, restMiB: 0 };
  if (kind === 'restart') return { converges: true, seconds: assumed.restartSeconds, ...nothing };
  return withDisks(vm, {
    converges: true,
    seconds: assumed.offlineSeconds + diskSeconds(vm, route),
    ...nothing,
  });
}

const withDisks = (vm: SnapshotVm, predicted: PrecopyPrediction): PrecopyPrediction => ({
  ...predicted,
  transferredMiB: predicted.transferredMiB + takenDiskMiB(vm),
});

/**
 * The seconds in which local disks that go with a VM are copied: before its memory, at the same bandwidth. What is written to them
 * meanwhile is not known.
 */
export const diskSeconds = (vm: SnapshotVm, { bandwidthMiBps }: Route): number =>
  takenDiskMiB(vm) / Math.max(bandwidthMiBps, MIN_BANDWIDTH_MIBPS);

/**
 * The minimum bandwidth at which the VM can migrate live, in MiB/s, with this target pause unless it has its own. A stopped VM has nothing to copy.
 */
export function minBandwidthFor(vm: SnapshotVm, targetPauseMs: number): number {
  const downtimeLimitMs = vm.targetPauseMs ?? targetPauseMs;
  return vm.state === 'stopped' ? 0 : minBandwidthMiBps({ ...writesOf(vm), downtimeLimitMs });
}

/** Why a live migration of the VM over this connection does not converge, and what would help; null: it converges. */
export function whyNotConverging(vm: SnapshotVm, route: Route): Deadlock | null {
  return vm.state === 'stopped' ? null : explainDeadlock(precopyInput(vm, route));
}
