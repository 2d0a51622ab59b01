import type { MoveState } from '../model/run.ts';
import { moveTransitions } from '../model/run.ts';
import type { Database, Transaction } from './client.ts';
import { isUniqueViolation } from './error-kind.ts';
import type { Prisma } from './generated/client.ts';

/** What may be written along with a change of state. */
export type MoveChange = Omit<Prisma.MoveUncheckedUpdateManyInput, 'state' | 'id'>;

/**
 * Changes a move's state if it still is what the caller has read; false if another was faster, or if the VM is locked by
 * another move (the database allows one). A transition that the table does not have is a defect and throws.
 */
export async function changeMoveState(
  db: Database | Transaction,
  move: { id: string; state: MoveState },
  to: MoveState,
  change: MoveChange = {},
): Promise<boolean> {
  if (!moveTransitions[move.state].includes(to))
    throw new Error(`a move cannot go from ${move.state} to ${to}`);
  try {
    const { count } = await db.move.updateMany({
      where: { id: move.id, state: move.state },
      data: { ...change, state: to },
    });
    return count === 1;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
