import type { Facts } from '../../model/errors.ts';
import type { MoveState } from '../../model/run.ts';
import type { WatchMemory } from '../../model/watch-memory.ts';
import { isDue } from './retries.ts';
import { type Ends, type FullCode, Slots } from './slots.ts';
import { memoryOf } from './watch-memory.ts';

/** What a move waits for. `next`: for nothing; the next look at its job begins it. */
export type WaitCode = FullCode | 'retry-at' | 'run-order' | 'no-room-yet' | 'not-observed' | 'next';

export interface Waiting {
  position: number; // in the queue of its cluster, from 1
  code: WaitCode;
  facts: Facts; // retry-at: seconds, tries; run-order: vm; limits: host or network, limit; no-room-yet: host
}

export interface LinedMove extends Ends {
  id: string;
  vmId: string | null;
  vmName: string;
  toHostName: string;
  state: MoveState;
  tries: number;
  notBefore: Date | null;
  watch: WatchMemory | null;
}

interface Run<Move> {
  cancelRequestedAt: Date | null;
  moves: readonly Move[];
}

const mayBegin = (move: { state: MoveState }): boolean =>
  move.state === 'pending' || move.state === 'checking';

/** The moves of these runs (the oldest first) that may still begin, in the order in which they do. */
export function queueOf<Move extends { state: MoveState }>(runs: readonly Run<Move>[]): Move[] {
  return runs.filter((run) => run.cancelRequestedAt === null).flatMap((run) => run.moves.filter(mayBegin));
}

const holdsPlace = (state: MoveState): boolean =>
  state === 'checking' || state === 'migrating' || state === 'verifying' || state === 'unknown';

/** The moves of these runs that have a place at both their hosts. */
export function activeOf<Move extends { state: MoveState }>(runs: readonly Run<Move>[]): Move[] {
  return runs.flatMap((run) => run.moves.filter((move) => holdsPlace(move.state)));
}

/**
 * Why a move cannot begin whatever room there is; null: it can, if there is room. `aheadVms`: VMs of moves before it, and of
 * those that hold theirs already, wherever they stand.
 */
export function whyHeld(
  move: LinedMove,
  aheadVms: ReadonlySet<string>,
  slots: Slots,
  now: Date,
): { code: WaitCode; facts: Facts } | null {
  if (!isDue(move.notBefore, now)) {
    const seconds = Math.ceil(((move.notBefore?.getTime() ?? 0) - now.getTime()) / 1000);
    return { code: 'retry-at', facts: { seconds, tries: move.tries } };
  }
  if (move.state === 'checking') return null; // it has its VM, and a place at both hosts
  if (move.vmId !== null && aheadVms.has(move.vmId)) return { code: 'run-order', facts: { vm: move.vmName } };
  return slots.whyFull(move);
}

/** For each pending move of these runs (the oldest first): its position, and what it waits for. */
export function lineUp(
  runs: readonly Run<LinedMove>[],
  cluster: { limits: ConstructorParameters<typeof Slots>[0]; hosts: ConstructorParameters<typeof Slots>[1] },
  now: Date,
): Map<string, Waiting> {
  const active = activeOf(runs);
  const slots = new Slots(cluster.limits, cluster.hosts, active);
  const aheadVms = new Set(active.flatMap((move) => move.vmId ?? []));
  const waiting = new Map<string, Waiting>();
  for (const move of queueOf(runs)) {
    if (move.state !== 'pending') continue;
    const why = whyHeld(move, aheadVms, slots, now) ?? whatFor(move);
    waiting.set(move.id, { position: waiting.size + 1, ...why });
    if (move.vmId !== null) aheadVms.add(move.vmId);
  }
  return waiting;
}

/** What one that has a place waits for, as the last look has found. */
function whatFor(move: LinedMove): { code: WaitCode; facts: Facts } {
  const { waitsFor } = memoryOf(move);
  if (waitsFor === 'room') return { code: 'no-room-yet', facts: { host: move.toHostName } };
  return { code: waitsFor === 'look' ? 'not-observed' : 'next', facts: {} };
}
