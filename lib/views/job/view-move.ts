import { byClock, type ClusterClock } from '../../model/cluster-clock.ts';
import type { Facts, FailureScope } from '../../model/errors.ts';
import { KindReason, type MoveForecast } from '../../model/move-forecast.ts';
import type { MovePolicy } from '../../model/policy.ts';
import type { MigrationProgress, MigrationStatistics, Placement } from '../../model/ports.ts';
import type { MoveState } from '../../model/run.ts';
import type { TriedDestination } from '../../model/tried-destination.ts';
import type { MoveKind } from '../../model/vm.ts';
import { moveLeftMs } from '../../precopy/time-left.ts';
import { failureOf } from '../../services/runs/failure-of.ts';
import type { Waiting } from '../../services/runs/line-up.ts';
import type { MoveRow } from '../../services/runs/read-run-state.ts';
import type { QueuedMove } from './read-queue.ts';

/** One move of a job, as its page shows it. */
export interface JobMove {
  id: string;
  vmId: string | null;
  vm: string;
  wave: number;
  from: string;
  to: string;
  kind: MoveKind;
  kindReason: KindReason | null;
  options: MovePolicy;
  memoryMiB: number;
  state: MoveState;
  code: string | null; // of one that waits to be tried again: why the last try ended
  scope: FailureScope | null; // of what that cause is; null: no hypervisor said it
  facts: Facts;
  /** What the hypervisor said, as it said it. */
  message: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  percent: number | null;
  round: number | null;
  leftMs: number | null; // by the clock
  startsInMs: number | null; // of one that waits, by the clock; null: nobody knows
  tookMs: number | null;
  pauseMs: number | null;
  copiedBytes: number | null;
  predictedMs: number;
  predictedPauseMs: number;
  forecast: MoveForecast | null;
  progress: MigrationProgress | null; // of the last reading, while it runs and after
  waiting: Waiting | null; // its place in the queue and what it waits for; null: it does not wait
  tries: number;
  notBefore: Date | null;
  stalledAt: Date | null; // since when it does not make progress
  stallAction: string | null; // StallAction: what was done about it
  statistics: MigrationStatistics | null; // what the hypervisor reported at the end
  /** Destinations that it was to go to and that were given up, the first first. */
  tried: TriedDestination[];
  seen: Placement[] | null; // what both hosts said of the VM afterwards
}

/** A stored move as the job page shows it; `queued`: how it stands in the queue of its cluster, if it does. */
export function viewMove(
  move: MoveRow,
  { clock, queued }: { clock: ClusterClock; queued: QueuedMove | undefined },
): JobMove {
  const { progress, forecast } = move;
  const kindReason = KindReason.safeParse(move.kindReason);
  return {
    id: move.id,
    vmId: move.vmId,
    vm: move.vmName,
    wave: move.wave,
    kind: move.kind,
    kindReason: kindReason.success ? kindReason.data : null,
    options: move.options,
    from: move.fromHostName,
    to: move.toHostName,
    memoryMiB: move.memoryMiB,
    state: move.state,
    scope:
      move.scope === null ? null : (failureOf({ code: move.code ?? '', scope: move.scope })?.scope ?? null),
    code: move.code,
    facts: move.facts ?? {},
    message: move.message,
    startedAt: move.startedAt,
    finishedAt: move.finishedAt,
    percent: move.progressPercent,
    round: move.rounds ?? progress?.round ?? null, // the last reading may be rounds before the end
    leftMs: byClock(moveLeftMs(move, clock.now), clock),
    startsInMs: queued?.waiting ? queued.startsInMs : null,
    tookMs: tookMs(move, clock.now),
    pauseMs: move.downtimeMs,
    copiedBytes: move.bytes === null ? (progress?.bytesProcessed ?? null) : Number(move.bytes),
    predictedMs: move.predictedSeconds * 1000,
    predictedPauseMs: move.predictedDowntimeMs,
    forecast,
    progress,
    waiting: queued?.waiting ?? null,
    tries: move.tries,
    notBefore: move.notBefore,
    stalledAt: move.stalledAt,
    stallAction: move.stallAction,
    statistics: move.statistics,
    tried: move.tried,
    seen: move.seen,
  };
}

function tookMs(move: MoveRow, now: Date): number | null {
  if (move.durationMs !== null) return move.durationMs;
  if (!move.startedAt) return null;
  return Math.max(0, (move.finishedAt ?? now).getTime() - move.startedAt.getTime());
}
