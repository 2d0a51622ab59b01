import type { Facts } from '../model/errors.ts';
import {
  type PatchCode,
  type PatchPhase,
  PatchState,
  patchTransitions,
  phaseTransitions,
} from '../model/patch-run.ts';
import { statesBefore } from '../model/transitions.ts';
import type { Database, Transaction } from './client.ts';
import type { Prisma } from './generated/client.ts';
import { toJson } from './to-json.ts';

/** A row of `patch_host` as it is read: its JSON columns are parsed. */
export type PatchHostRow = Prisma.Result<Database['patchHost'], object, 'findFirstOrThrow'>;

/** A row of `patch_run` with its hosts. */
export type PatchRunRow = Prisma.Result<
  Database['patchRun'],
  { include: { hosts: true } },
  'findFirstOrThrow'
>;

type Columns = Omit<Prisma.PatchHostUncheckedUpdateInput, 'phase' | 'code' | 'facts' | 'id' | 'patchRunId'>;

/** Why a host is in its phase; null: there is nothing to say. */
export type PatchWhy = { code: PatchCode; facts: Facts } | null;

/**
 * Changes the phase of a host if it is still in the one that was read, in the same attempt; false if it is not. A transition that the
 * table does not have is a bug and throws.
 */
export async function changePatchPhase(
  tx: Transaction,
  { id, phase, attempt }: Pick<PatchHostRow, 'id' | 'phase' | 'attempt'>,
  to: PatchPhase,
  columns: Columns & { why?: PatchWhy } = {},
): Promise<boolean> {
  if (!phaseTransitions[phase].includes(to)) throw new Error(`a host cannot go from ${phase} to ${to}`);
  const { why = null, ...data } = columns;
  const { count } = await tx.patchHost.updateMany({
    where: { id, phase, attempt },
    data: { ...data, ...whyColumns(why), phase: to },
  });
  return count === 1;
}

/** The columns that say why. */
export const whyColumns = (why: PatchWhy) =>
  why === null
    ? { code: null, ...toJson('patchHost', { facts: null }) }
    : { code: why.code, ...toJson('patchHost', { facts: why.facts }) };

/**
 * The patch run, by number, that has begun the step of this host and does not know yet that the host is back; null: none. Lock the row of the
 * host before: a step that begins at this moment is seen.
 */
export async function steppedBy(db: Database | Transaction, hostId: string): Promise<number | null> {
  const host = await db.patchHost.findFirst({
    where: {
      hostId,
      patchRun: { finishedAt: null },
      OR: [{ phase: { in: ['starting', 'stepping'] } }, { phase: 'returning', returnedAt: null }],
    },
    select: { patchRun: { select: { number: true } } },
  });
  return host?.patchRun.number ?? null;
}

/** Changes the state of a run if `patchTransitions` allows it from the one that it is in; false if it does not. */
export async function changePatchState(
  tx: Transaction,
  id: string,
  to: PatchState,
  data: { finishedAt?: Date } = {},
): Promise<boolean> {
  const before = statesBefore(patchTransitions, PatchState.options, to);
  const { count } = await tx.patchRun.updateMany({
    where: { id, state: { in: before } },
    data: { ...data, state: to },
  });
  return count === 1;
}
