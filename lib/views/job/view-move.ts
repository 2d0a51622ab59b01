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
  code: string | null; // if it waits for a retry: why the last attempt ended
  scope: FailureScope | null; // the scope of that cause; null: not reported by a hypervisor
  facts: Facts;
  /** The hypervisor's own message. */
  message: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  percent: number | null;
  round: number | null;
  leftMs: number | null; // by the clock
  startsInMs: number | null; // if it waits, by the clock; null: unknown
  tookMs: number | null;
  pauseMs: number | null;
  copiedBytes: number | null;
  predictedMs: number;
  predictedPauseMs: number;
  forecast: MoveForecast | null;
  progress: MigrationProgress | null; // the last reading, during and after the move
  waiting: Waiting | null; // its position in the queue and what it waits for; null: it does not wait
  tries: number;
  notBefore: Date | null;
  stalledAt: Date | null; // since when it does not make progress
  stallAction: string | null; // StallAction: what was done about it
  statistics: MigrationStatistics | null; // what the hypervisor reported at the end
  /** Destinations that were tried before and given up, in order. */
  tried: TriedDestination[];
  seen: Placement[] | null; // what both hosts reported about the VM afterwards
}

/** A stored move for the job page; `queued`: its state in the queue of its cluster, if any. */
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
    round: move.rounds ?? progress?.round ?? null, // the last reading may be several rounds before the end
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
  if (!move.startedAt || move.state === 'done') return null; // when it ended is not known
  return Math.max(0, (move.finishedAt ?? now).getTime() - move.startedAt.getTime());
}
