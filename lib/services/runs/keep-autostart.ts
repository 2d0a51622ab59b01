import { changeMove, type MoveChange } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import type { MoveRow } from './read-run-state.ts';
import { memoryOf, withTimePassed } from './watch-memory.ts';

/** A destination that does not set it is asked again for so long; the VM is there meanwhile, and its move goes on. */
const PATIENCE_MS = 60_000;

/**
 * Sets autostart at the destination of a move whose VM has arrived, if its source had it. Nothing to be remembered but the
 * row: whoever looks next goes on. `again`: look again. Else what is to be written of it, a cause when it was given up.
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
