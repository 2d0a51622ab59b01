import { changeMoveState, noCause } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { isAlive, judgePlacement, locate } from './locate-move.ts';
import { migrationRef } from './migration-ref.ts';
import type { MoveRow } from './read-run-state.ts';

/** `unreadable`: a host does not answer, or the VM is moving elsewhere: nothing may start now. */
export type Adoption = 'adopted' | 'nothing' | 'unreadable';

/**
 * Whether this move may have been ordered without a worker that watches it: by a worker that died, or in an earlier
 * attempt.
 */
export const mayBeInFlight = (move: MoveRow): boolean => move.state === 'checking' || move.tries > 0;

/**
 * Asks the hypervisor whether a move that is about to start is already running or done. A worker may have sent the order just
 * before it died, and the order may arrive late. Such a migration is adopted and watched, and no second one is started.
 */
export async function adoptMove(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<Adoption> {
  try {
    if (move.kind === 'restart') return await adoptRestart(ctx, driver, move);
    for (let tries = Math.max(1, move.tries); tries > 0; tries--) {
      const { phase } = await driver.readMigration(migrationRef({ ...move, tries }));
      if (phase !== 'running' && phase !== 'completed') continue;
      if (!(await leadsToDestination(driver, move, phase)))
        return phase === 'running' ? 'unreadable' : 'nothing';
      await watchAgain(ctx, move, Math.min(tries, move.tries));
      return 'adopted';
    }
    return 'nothing';
  } catch (error) {
    if (error instanceof DriverError) return 'unreadable';
    throw error;
  }
}

/** A restart that was ordered has led to a VM that runs at its destination, or to nothing. */
async function adoptRestart(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<Adoption> {
  const { destination } = await locate(driver, move);
  if (destination === 'unreachable') return 'unreadable';
  if (!isAlive(destination)) return 'nothing';
  await watchAgain(ctx, move, Math.max(1, move.tries));
  return 'adopted';
}

/** An earlier attempt may have had another destination than the move has now. */
async function leadsToDestination(
  driver: HypervisorDriver,
  move: MoveRow,
  phase: 'running' | 'completed',
): Promise<boolean> {
  const { source, destination } = await locate(driver, move);
  if (phase === 'completed') return judgePlacement(source, destination, false) === 'done';
  return destination !== 'absent' && destination !== 'unreachable';
}

async function watchAgain(ctx: Context, move: MoveRow, tries: number): Promise<void> {
  // false: another move of the VM is in progress, or somebody else was first
  if (move.state === 'pending' && !(await changeMoveState(ctx.db, move, 'checking'))) return;
  const begun = { ...noCause, startedAt: ctx.clock.now(), tries };
  await changeMoveState(ctx.db, { ...move, state: 'checking' }, 'migrating', begun);
}
