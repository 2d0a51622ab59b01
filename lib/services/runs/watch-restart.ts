import { changeMove, changeMoveState } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { isAlive, locate } from './locate-move.ts';
import type { MoveRow } from './read-run-state.ts';
import { memoryOf, withTimePassed } from './watch-memory.ts';
import { becomeUnknown } from './watch-move.ts';

/** An order of a worker that has died may still be in transit for this long: only after that it counts as never sent. */
const SETTLE_MS = 60_000;

/** Watches a restart whose order was not answered, until its VM runs or the order can no longer arrive. */
export async function watchRestart(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<void> {
  const { destination } = await locate(driver, move);
  if (destination === 'unreachable') {
    const { toHostName: host } = move;
    return becomeUnknown(ctx, move, new DriverError('host-unreachable', `${host} does not answer`, { host }));
  }
  const watch = withTimePassed(memoryOf(move), ctx.clock.now(), 'waitedMs');
  if (isAlive(destination) || watch.waitedMs >= SETTLE_MS) await changeMoveState(ctx.db, move, 'verifying');
  else await changeMove(ctx.db, move, { watch });
}
