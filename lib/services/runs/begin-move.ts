import type { Transaction } from '../../db/client.ts';
import { changeMoveState, clearTrack, freshTry, lockBeginnings, noCause } from '../../db/moves.ts';
import { memoryOverMiB } from '../../engine/cluster/memory.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { overheadOf } from '../../model/reserve.ts';
import { isFinishedMove, lockingMoveStates } from '../../model/run.ts';
import { MoveSlots } from '../../precopy/move-slots.ts';
import type { Context } from '../context.ts';
import { forecastColumns, forecastPlan } from '../forecasts/forecast-plan.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { askHypervisors } from './ask-hypervisors.ts';
import { type CheckResult, checkMove } from './check-move.ts';
import { giveUpDestination, postpone } from './end-try.ts';
import { migrationOrder } from './migration-ref.ts';
import type { MoveRow, RunRow } from './read-run-state.ts';
import { type Cause, gravest, isElsewhereOpen } from './retries.ts';
import { givenUp } from './tried-destinations.ts';
import { memoryOf } from './watch-memory.ts';

/** An order leaves at once after it was written down, or not at all: later it might meet the next try. */
const MAX_ORDER_DELAY_MS = 10_000;
/** Destinations of an evacuation that are asked about in one go. */
const MAX_DESTINATIONS = 5;

type Go = Extract<CheckResult, { result: 'go' }>;
/** A move that passed the check, with all that is needed to check another destination of it. */
export interface Beginning {
  ctx: Context;
  driver: HypervisorDriver;
  state: ClusterState;
  run: RunRow;
  move: MoveRow;
  check: Omit<Parameters<typeof checkMove>[0], 'avoid'>;
}

/**
 * Takes a place for the move, asks both hypervisors what stands against it, and orders it. What stands against it ends the
 * try: an evacuation asks about its next destination; a cause that can pass lets the move wait; any other skips it.
 */
export async function beginMove(beginning: Beginning, first: Go): Promise<void> {
  const { ctx, driver, state, check } = beginning;
  let { move } = beginning;
  const avoid = givenUp(move);
  const causes: Cause[] = [];
  let next: CheckResult = first;
  while (next.result === 'go' && causes.length < MAX_DESTINATIONS) {
    const claimed = await claim(beginning, move, next);
    if (!claimed) return;
    move = claimed;
    const cause = gravest(await askHypervisors(driver, move));
    if (!cause) return orderWithAutostart(beginning, move);
    causes.push(cause);
    if (!check.isEvacuation || !isElsewhereOpen(cause)) return postpone(ctx, state, move, cause);
    if (cause.scope !== 'moment') move = await giveUpDestination(ctx, move, cause);
    avoid.add(move.toHostId);
    next = checkMove({ ...check, avoid });
  }
  const isGettingOn = next.result === 'wait' || causes.every(({ scope }) => scope !== 'moment');
  if (next.result === 'skip' || !isGettingOn) return postpone(ctx, state, move, worthWaiting(causes));
  // others are still to be asked, or one of them gets free memory: the next tick continues
  const watch = { ...memoryOf(move), waitsFor: next.result === 'wait' ? ('memory' as const) : null };
  await changeMoveState(ctx.db, move, 'pending', { watch });
}

/** Of the causes of all destinations, one that can pass before those that cannot. */
function worthWaiting(causes: readonly Cause[]): Cause {
  const none: Cause = { code: 'no-host-left', facts: {} };
  return causes.find(({ scope }) => scope === 'moment') ?? causes[0] ?? none;
}

/** The forecast of a move that goes elsewhere, or in another way, than was planned: by itself. */
function forecastAgain({ state, move, check }: Beginning, { toHostId, kind, predicted }: Go) {
  const { snapshot, policy } = check;
  const target = { vmId: move.vmId ?? '', fromHostId: move.fromHostId, toHostId, kind };
  const [forecast] = forecastPlan(state, snapshot, policy, [target]).moves;
  return forecastColumns(forecast, predicted);
}

/**
 * Makes the move `checking`, with this destination, if the limits leave a place at this moment, counted over all runs of
 * the cluster with nobody else counting. Null: no place, or somebody was faster.
 */
async function claim(beginning: Beginning, move: MoveRow, wanted: Go): Promise<MoveRow | null> {
  const { ctx, state, check } = beginning;
  const { toHostId, kind, kindReason } = wanted;
  const toHostName = state.hosts.find((host) => host.id === toHostId)?.name ?? move.toHostName;
  const isAsPlanned = toHostId === move.toHostId && kind === move.kind;
  const target = {
    toHostId,
    toHostName,
    kind,
    kindReason,
    ...(isAsPlanned ? {} : forecastAgain(beginning, wanted)),
  };
  const isClaimed = await ctx.db.$transaction(async (tx) => {
    await lockBeginnings(tx, state.id);
    // read again under the lock: an evacuation of the destination may have begun meanwhile
    const destination = await tx.host.findUnique({ where: { id: toHostId }, select: { mode: true } });
    if (destination?.mode !== 'active') return false;
    const active = await tx.move.findMany({
      where: { run: { clusterId: state.id }, state: { in: [...lockingMoveStates] }, id: { not: move.id } },
      select: { fromHostId: true, toHostId: true, vmId: true },
    });
    const slots = new MoveSlots(check.policy, state.hosts, active);
    if (slots.whyFull({ fromHostId: move.fromHostId, toHostId })) return false;
    if (kind !== 'offline' && !(await hasFreeMemory(tx, beginning, toHostId, active))) return false;
    return changeMoveState(tx, move, 'checking', target);
  });
  return isClaimed ? { ...move, state: 'checking', toHostId, toHostName, kind, kindReason } : null;
}

/**
 * Whether the destination's memory holds the VM beside all that is there or on its way: the check has seen only those
 * moves that had begun when the tick read them. Residents are read after the moves, so that who has just arrived counts.
 */
async function hasFreeMemory(
  tx: Transaction,
  { move, check }: Pick<Beginning, 'move' | 'check'>,
  toHostId: string,
  active: readonly { toHostId: string; vmId: string | null }[],
): Promise<boolean> {
  const arriving = active.flatMap((other) => (other.toHostId === toHostId ? (other.vmId ?? []) : []));
  const residents = await tx.vm.findMany({
    where: { OR: [{ hostId: toHostId, missingSince: null }, { id: { in: [...arriving, move.vmId ?? ''] } }] },
    select: { memoryMiB: true, vcpus: true, hugePageKiB: true, state: true },
  });
  const host = check.snapshot.hosts.find((each) => each.id === toHostId);
  const held = residents.map(({ hugePageKiB, ...vm }) => ({
    ...vm,
    hugePageKiB: hugePageKiB ?? undefined,
    overheadMiB: overheadOf(vm, check.policy),
  }));
  return host === undefined || memoryOverMiB(host, held, check.policy) === 0;
}

/** What a migration does not carry along is read before it, and kept in the row until it is set again. */
async function orderWithAutostart(beginning: Beginning, move: MoveRow): Promise<void> {
  const { ctx, driver, state } = beginning;
  const autostart = await driver.readAutostart(move.fromHostId, move.vmUuid).catch(asDriverError);
  if (typeof autostart === 'boolean') return order(beginning, { ...move, autostart });
  const { code, scope, message, facts } = autostart;
  await postpone(ctx, state, move, { code, scope, message, facts });
}

function asDriverError(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  throw error;
}

/** Written down first and ordered then: an order that was never sent shows later as a VM that stayed. */
async function order({ ctx, driver }: Beginning, move: MoveRow): Promise<void> {
  const startedAt = ctx.clock.now();
  const tries = move.tries + 1;
  const { autostart } = move;
  const begun = { ...freshTry, ...noCause, startedAt, tries, notBefore: null, autostart };
  if (tries > 1) await clearTrack(ctx.db, move.id);
  const isWritten = await changeMoveState(ctx.db, move, 'migrating', begun);
  if (!isWritten) return;
  const current: MoveRow = { ...move, state: 'migrating', startedAt, tries };
  if (Math.abs(ctx.clock.now().getTime() - startedAt.getTime()) > MAX_ORDER_DELAY_MS) return;
  try {
    await driver.startMigration(migrationOrder(current, driver.abilities));
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    // no answer is no refusal: it is watched, and found or not
    if (error.code === 'host-unreachable' || error.code === 'driver-failed') return;
    const { code, message, facts, scope } = error;
    await changeMoveState(ctx.db, current, 'verifying', { code, message, facts, scope });
  }
}

/** VMs that the same run still has to move. */
export function companionsOf(run: RunRow, move: MoveRow): Set<string> {
  const others = run.moves.filter((other) => other.id !== move.id && !isFinishedMove(other.state));
  return new Set(others.flatMap((other) => other.vmId ?? []));
}
