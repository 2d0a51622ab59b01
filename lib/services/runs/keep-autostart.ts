import { changeMove, type MoveChange } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import type { MoveRow } from './read-run-state.ts';
import { memoryOf, withTimePassed } from './watch-memory.ts';

/**
 * How long a destination is retried that does not set autostart; the VM is already there, and its move is still being
 * verified.
 */
const PATIENCE_MS = 60_000;

/**
 * Sets autostart at the destination of a move whose VM has arrived, if its source had it. All state is in the row, so
 * that any worker can continue. `again`: try again at the next tick. Otherwise the values to store, with a cause if
 * it was given up.
 */
export async function keepAutostart(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
): Promise<MoveChange | 'again'> {
  if (move.autostart !== true) return {};
  try {
    await driver.setAutostart(move.toHostId, move.vmUuid);
    return {};
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const watch = withTimePassed(memoryOf(move), ctx.clock.now(), 'settingMs');
    if (watch.settingMs < PATIENCE_MS) {
      await changeMove(ctx.db, move, { watch });
      return 'again';
    }
    const { message, facts } = error;
    return { code: 'autostart-lost', message, facts, scope: error.scope };
  }
}
