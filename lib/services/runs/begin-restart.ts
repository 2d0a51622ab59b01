import { changeMove, changeMoveState, freshTry, noCause } from '../../db/moves.ts';
import { readOffHosts } from '../../db/outages.ts';
import { findRestartHost } from '../../engine/find-restart-host.ts';
import { DriverError } from '../../model/errors.ts';
import type { MoveCode } from '../../model/move-code.ts';
import { present } from '../../model/present.ts';
import type { Context } from '../context.ts';
import { openDefinition } from '../outages/keep-definitions.ts';
import { withUnfinished } from '../planning/with-unfinished.ts';
import { type Beginning, claimSlot, MAX_ORDER_DELAY_MS } from './begin-move.ts';
import { postpone } from './end-try.ts';
import { isAlive } from './locate-move.ts';
import type { MoveRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';
import { givenUp } from './tried-destinations.ts';
import { memoryOf } from './watch-memory.ts';

/**
 * Starts a VM of a dead host on another one. Checked right before: the host is still proved to be off and gives no answer, no other host
 * runs the VM, and it fits where it goes. Then as every move: a slot is claimed, the row is written, and the order is sent.
 */
export async function beginRestart(beginning: Beginning): Promise<void> {
  const { ctx, state, move } = beginning;
  const obstacle = await findObstacle(beginning);
  if (obstacle) return postpone(ctx, state, move, obstacle);
  const place = choosePlace(beginning);
  if (place === 'wait') {
    const watch = { ...memoryOf(move), waitsFor: 'memory' as const };
    if (move.state === 'checking') await changeMoveState(ctx.db, move, 'pending', { watch });
    else await changeMove(ctx.db, move, { watch });
    return;
  }
  if ('code' in place) return postpone(ctx, state, move, place);
  const claimed = await claimSlot(beginning, move, {
    result: 'go',
    kind: 'restart',
    kindReason: 'host-dead',
    ...place,
  });
  if (claimed) await order(beginning, claimed);
}

/** Why the VM must not be started, whatever is free elsewhere; null: nothing. */
async function findObstacle({ ctx, driver, state, move, check }: Beginning): Promise<Cause | null> {
  const because = (code: MoveCode, host: string): Cause => ({ code, facts: { vm: move.vmName, host } });
  const nameOf = (id: string): string => state.hosts.find((host) => host.id === id)?.name ?? id;
  const vm = check.snapshot.vms.find(({ id }) => id === move.vmId);
  if (!vm) return because('vm-gone', move.fromHostName);
  if (vm.hostId !== move.fromHostId) return because('vm-moved', nameOf(vm.hostId));
  if (!(await readOffHosts(ctx.db, state.id)).has(move.fromHostId))
    return because('host-back', move.fromHostName);
  const places = await driver.locateVm(
    move.vmUuid,
    state.hosts.map(({ id }) => id),
  );
  const answer = places.find(({ hostId }) => hostId === move.fromHostId)?.state ?? 'unreachable';
  if (answer !== 'unreachable') return because('host-back', move.fromHostName);
  const running = places.find((place) => isAlive(place.state) || place.state === 'incoming');
  return running ? because('vm-moved', nameOf(running.hostId)) : null;
}

type Place = { toHostId: string; predicted: { seconds: number; downtimeMs: number } };

/** Where it fits now, with the moves before it counted; `wait`: it will once those have ended. */
function choosePlace({ move, check }: Beginning): Place | 'wait' | Cause {
  const { snapshot, policy, unfinished } = check;
  const wanted = {
    vmId: present(move.vmId, 'the VM of a restart'),
    toHostId: move.toHostId,
    avoid: givenUp(move),
    isElsewhereOpen: true,
  };
  const found = findRestartHost(withUnfinished(snapshot, unfinished), policy, wanted);
  if ('move' in found) return { toHostId: found.move.toHostId, predicted: found.move.predicted };
  const later = unfinished.length > 0 ? findRestartHost(snapshot, policy, wanted) : found;
  return 'move' in later ? 'wait' : found.refusal;
}

/** Stored first and ordered then: if the order is never sent, the VM is found nowhere, and the move is tried again. */
async function order({ ctx, driver, state }: Beginning, move: MoveRow): Promise<void> {
  const startedAt = ctx.clock.now();
  const tries = move.tries + 1;
  const vm = state.vms.find(({ id }) => id === move.vmId);
  const definition = await openDefinition(ctx, move.vmId);
  const autostart = vm?.isAutostart === true && driver.abilities.autostart;
  const begun = { ...freshTry, ...noCause, startedAt, tries, notBefore: null, autostart };
  if (!(await changeMoveState(ctx.db, move, 'migrating', begun))) return;
  const current: MoveRow = { ...move, state: 'migrating', startedAt, tries };
  if (Math.abs(ctx.clock.now().getTime() - startedAt.getTime()) > MAX_ORDER_DELAY_MS) return;
  try {
    await driver.restartVm({
      vmUuid: move.vmUuid,
      vmName: move.vmName,
      deadHostId: move.fromHostId,
      destinationHostId: move.toHostId,
      definition,
      isPersistent: vm?.isPersistent ?? true,
    });
    await changeMoveState(ctx.db, current, 'verifying');
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    await noteRefusal(ctx, current, error, definition === null);
  }
}

/** No answer is not a refusal: the move is watched until its VM is found or not. */
async function noteRefusal(
  ctx: Context,
  move: MoveRow,
  { code, message, facts, scope }: DriverError,
  lacksDefinition: boolean,
): Promise<void> {
  if (code === 'host-unreachable' || code === 'driver-failed') return;
  const why =
    code === 'vm-not-found' && lacksDefinition
      ? { code: 'definition-unknown' as const, message, facts: { vm: move.vmName }, scope: null }
      : { code, message, facts, scope };
  await changeMoveState(ctx.db, move, 'verifying', why);
}
