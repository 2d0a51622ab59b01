import type { Facts } from '../../model/errors.ts';
import type { MoveState } from '../../model/run.ts';
import type { WatchMemory } from '../../model/watch-memory.ts';
import type { SlotHost, SlotLimits } from '../../precopy/move-slots.ts';
import { type Held, Queue, type QueueMove } from '../../precopy/queue.ts';
import { isHeldByPause, type PausableRun } from './held-by-pause.ts';
import { dueInMs } from './retries.ts';
import { memoryOf } from './watch-memory.ts';

/** What a move waits for. `next`: for nothing; the next tick of its job starts it. */
export type WaitCode = Held['code'] | 'not-observed' | 'not-shut-down' | 'next';

export interface Waiting {
  position: number; // in the queue of its cluster, from 1
  code: WaitCode;
  facts: Facts; // retry-at: seconds, tries; run-order: vm; limits: host or network, limit; no-memory-yet: host
}

/** A row of a move, as its queue reads it. */
export interface QueuedRow extends QueueMove {
  state: MoveState;
  notBefore: Date | null;
}

export interface LinedMove extends QueuedRow {
  id: string;
  vmName: string;
  toHostName: string;
  tries: number;
  watch: WatchMemory | null;
}

interface Run<Move> extends PausableRun {
  cancelRequestedAt: Date | null;
  moves: readonly Move[];
}

const mayBegin = (move: { state: MoveState }): boolean =>
  move.state === 'pending' || move.state === 'checking';

/** The moves of these runs (the oldest first) that may still start, in order. Those that a pause holds are left out. */
export function toBegin<Move extends { vmId: string | null; state: MoveState }>(
  runs: readonly Run<Move>[],
): Move[] {
  return runs
    .filter((run) => run.cancelRequestedAt === null)
    .flatMap((run) => run.moves.filter((move) => mayBegin(move) && !isHeldByPause(run, move)));
}

const holdsSlot = (state: MoveState): boolean =>
  state === 'checking' || state === 'migrating' || state === 'verifying' || state === 'unknown';

/** The moves of these runs that hold a slot at both their hosts. */
export function activeOf<Move extends { state: MoveState }>(runs: readonly Run<Move>[]): Move[] {
  return runs.flatMap((run) => run.moves.filter((move) => holdsSlot(move.state)));
}

/**
 * The queue of a cluster, from the rows of its runs (the oldest first). It leaves memory to the check of each move.
 */
export function queueOf<Move extends QueuedRow>(
  runs: readonly Run<Move>[],
  { limits, hosts }: { limits: SlotLimits; hosts: readonly SlotHost[] },
  now: Date,
): Queue<Move> {
  return new Queue({
    limits,
    hosts,
    active: activeOf(runs),
    waiting: toBegin(runs).filter((move) => !holdsSlot(move.state)),
    dueInMs: (move) => dueInMs(move.notBefore, now),
  });
}

/** For each waiting move: its position in the queue, and what it waits for. */
export function lineUp(queue: Queue<LinedMove>): Map<string, Waiting> {
  queue.startPass();
  const waiting = new Map<string, Waiting>();
  for (const move of queue.waiting) {
    const held = queue.whyHeld(move);
    waiting.set(move.id, {
      position: waiting.size + 1,
      ...(held ? describeHold(held, move) : whatFor(move)),
    });
    queue.pass(move);
  }
  return waiting;
}

function describeHold({ code, facts }: Held, move: LinedMove): { code: WaitCode; facts: Facts } {
  if (code === 'retry-at') return { code, facts: { ...facts, tries: move.tries } };
  return { code, facts: code === 'run-order' ? { vm: move.vmName } : facts };
}

/** What a move with a free slot waits for, as the last tick has found. */
function whatFor(move: LinedMove): { code: WaitCode; facts: Facts } {
  const { waitsFor } = memoryOf(move);
  if (waitsFor === 'memory') return { code: 'no-memory-yet', facts: { host: move.toHostName } };
  if (waitsFor === 'shut-down') return { code: 'not-shut-down', facts: { vm: move.vmName } };
  return { code: waitsFor === 'observation' ? 'not-observed' : 'next', facts: {} };
}
