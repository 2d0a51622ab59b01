import type { FailureScope } from '../model/errors.ts';
import type { MoveCode } from '../model/move-code.ts';
import type { MoveState } from '../model/run.ts';
import { lockingMoveStates, moveTransitions } from '../model/run.ts';
import type { Database, Transaction } from './client.ts';
import { isUniqueViolation } from './error-kind.ts';
import type { Prisma } from './generated/client.ts';
import { type JsonTables, type JsonValueOf, jsonColumns } from './json-columns.ts';
import { toJson } from './to-json.ts';

type MoveJson = { [Column in keyof JsonTables['move']]?: JsonValueOf<JsonTables['move'][Column]> };

/** Columns that may be written together with a change of state. */
export type MoveChange = Omit<
  Prisma.MoveUncheckedUpdateManyInput,
  'state' | 'id' | 'code' | 'scope' | keyof MoveJson
> &
  MoveJson & { code?: MoveCode | null; scope?: FailureScope | null };

/** A move as its writer has read it: a writer that has read another state, attempt or destination may not write. */
export interface ReadMove {
  id: string;
  state: MoveState;
  tries: number;
  toHostId: string;
}

/** Nothing is wrong (any more). */
export const noCause = { code: null, facts: null, message: null, scope: null } satisfies MoveChange;

/** The columns of an attempt that are cleared when the move waits again, or is started again. */
export const freshTry = {
  startedAt: null,
  progress: null,
  progressPercent: null,
  watch: null,
  stalledAt: null,
  stallAction: null,
} satisfies MoveChange;

/**
 * Changes a move's state if it still is what the caller has read; false if another writer was first, or if the VM is
 * locked by another move (the database allows one). Keeping the state is not a transition; a transition that the
 * table does not have is a bug and throws.
 */
export async function changeMoveState(
  db: Database | Transaction,
  move: ReadMove,
  to: MoveState,
  change: MoveChange = {},
): Promise<boolean> {
  if (to !== move.state && !moveTransitions[move.state].includes(to))
    throw new Error(`a move cannot go from ${move.state} to ${to}`);
  try {
    return await changeMove(db, move, { ...change, state: to });
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Writes columns of a move that keeps its state; false if it is not what the caller has read any more. */
export async function changeMove(
  db: Database | Transaction,
  move: ReadMove,
  change: MoveChange & { state?: MoveState },
): Promise<boolean> {
  const { count } = await db.move.updateMany({
    where: { id: move.id, state: move.state, tries: move.tries, toHostId: move.toHostId },
    data: toData(change),
  });
  return count === 1;
}

/** A change as Prisma takes it. */
function toData(change: MoveChange & { state?: MoveState }): Prisma.MoveUncheckedUpdateManyInput {
  const isJson = ([column]: [string, unknown]): boolean => Object.hasOwn(jsonColumns.move, column);
  const entries = Object.entries(change);
  const json: MoveJson = Object.fromEntries(entries.filter(isJson));
  return { ...Object.fromEntries(entries.filter((entry) => !isJson(entry))), ...toJson('move', json) };
}

const MOVES_OF_CLUSTER = 0x0a18;

/**
 * Lets only one transaction at a time start moves of a cluster: two that count the slots in parallel would both take
 * the last one.
 */
export async function lockBeginnings(tx: Transaction, clusterId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MOVES_OF_CLUSTER}::int, hashtext(${clusterId}))`;
}

export type TrackRow = Prisma.MoveProgressCreateManyInput;

/**
 * Adds a point to a move's curve. If a clock was set back, a point of the same moment may exist already: it stays.
 */
export async function addTrackRow(db: Database, row: TrackRow): Promise<void> {
  await db.moveProgress.createMany({ data: [row], skipDuplicates: true });
}

/** Deletes every second point of a move's curve except the last, and returns how many are left. */
export async function thinTrack(db: Database, moveId: string): Promise<number> {
  await db.$executeRaw`
    DELETE FROM move_progress p USING (
      SELECT at, row_number() OVER (ORDER BY at) AS n, count(*) OVER () AS all_rows
      FROM move_progress WHERE move_id = ${moveId}::uuid
    ) AS r
    WHERE p.move_id = ${moveId}::uuid AND p.at = r.at AND r.n % 2 = 0 AND r.n < r.all_rows`;
  return db.moveProgress.count({ where: { moveId } });
}

/** Forgets the curve of an earlier try. */
export async function clearTrack(db: Database | Transaction, moveId: string): Promise<void> {
  await db.moveProgress.deleteMany({ where: { moveId } });
}

/** The moves of a cluster that have started, or will start: where their VMs may be soon. */
export async function readUnfinished(
  db: Database | Transaction,
  clusterId: string,
): Promise<{ vmId: string | null; toHostId: string; state: MoveState }[]> {
  const select = { vmId: true, toHostId: true, state: true } as const;
  const begun = await db.move.findMany({
    where: { state: { in: [...lockingMoveStates] }, plan: { clusterId } },
    select,
  });
  const ordered = await db.move.findMany({
    where: {
      state: 'pending',
      run: { clusterId, state: { in: ['waiting', 'running'] }, cancelRequestedAt: null },
    },
    select,
  });
  return [...begun, ...ordered];
}
