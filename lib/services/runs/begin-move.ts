import type { Transaction } from '../../db/client.ts';
import { changeMoveState, clearTrack, freshTry, lockBeginnings, noCause } from '../../db/moves.ts';
import { vmPolicy, withOwnPolicy } from '../../db/policies.ts';
import { memoryOverMiB } from '../../engine/cluster/memory.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { present } from '../../model/present.ts';
import { overheadOf } from '../../model/reserve.ts';
import { isFinishedMove, lockingMoveStates } from '../../model/run.ts';
import { MoveSlots } from '../../precopy/move-slots.ts';
import type { Context } from '../context.ts';
import { forecastColumns, forecastPlan } from '../forecasts/forecast-plan.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { adoptMove } from './adopt-move.ts';
import { askHypervisors } from './ask-hypervisors.ts';
import { type CheckResult, checkMove } from './check-move.ts';
import { giveUpDestination, postpone } from './end-try.ts';
import { migrationOrder } from './migration-ref.ts';
import type { MoveRow, RunRow } from './read-run-state.ts';
import { type Cause, gravest, isElsewhereOpen } from './retries.ts';
import { givenUp } from './tried-destinations.ts';
import { memoryOf } from './watch-memory.ts';

/** An order is sent right after it was stored, or not at all: later it could collide with the next attempt. */
export const MAX_ORDER_DELAY_MS = 10_000;
/** Destinations of an evacuation that are tried in one tick. */
const MAX_DESTINATIONS = 5;

export type Go = Extract<CheckResult, { result: 'go' }>;
/** A move that passed the check, with the data to check another destination. */
export interface Beginning {
  ctx: Context;
  driver: HypervisorDriver;
  state: ClusterState;
  run: RunRow;
  move: MoveRow;
  check: Omit<Parameters<typeof checkMove>[0], 'avoid'>;
}

/**
 * Claims a slot for the move, asks both hypervisors for obstacles, and orders it. An obstacle ends the attempt: an
 * evacuation tries its next destination; after a temporary failure the move waits; otherwise it is skipped.
 */
export async function beginMove(beginning: Beginning, first: Go): Promise<void> {
  const { ctx, driver, state, check } = beginning;
  let { move } = beginning;
  const avoid = givenUp(move);
  const causes: Cause[] = [];
  let next: CheckResult = first;
  while (next.result === 'go' && causes.length < MAX_DESTINATIONS) {
    const claimed = await claimSlot(beginning, move, next);
    if (!claimed) return;
    move = claimed;
    // at the same time: each of the two is a request to a hypervisor
    const [found, autostart] = await Promise.all([
      askHypervisors(driver, move),
      driver.readAutostart(move.fromHostId, move.vmUuid).catch(asDriverError),
    ]);
    const cause = gravest(found);
    if (!cause) return orderWithAutostart(beginning, move, autostart);
    // a database that took over from another may have lost that the move was ordered: then it is itself the obstacle
    if ((await adoptMove(ctx, driver, move)) === 'adopted') return;
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

/** One of the causes of all destinations: a temporary one before others. */
function worthWaiting(causes: readonly Cause[]): Cause {
  const none: Cause = { code: 'no-host-left', facts: {} };
  return causes.find(({ scope }) => scope === 'moment') ?? causes[0] ?? none;
}

/** The forecast of a move whose destination or kind differs from the plan, on its own. */
function forecastAgain({ state, move, check }: Beginning, { toHostId, kind, predicted }: Go) {
  const { snapshot, policy } = check;
  const target = {
    vmId: present(move.vmId, 'the VM of a move that begins'),
    fromHostId: move.fromHostId,
    toHostId,
    kind,
  };
  const [forecast] = forecastPlan(state, snapshot, policy, [target]).moves;
  return forecastColumns(forecast, predicted);
}

/**
 * Sets the move to `checking`, with this destination, if the limits leave a slot now, counted over all runs of the
 * cluster under a lock. Null: no slot, or another worker was first.
 */
export async function claimSlot(beginning: Beginning, move: MoveRow, wanted: Go): Promise<MoveRow | null> {
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
    // read again under the lock: an evacuation of the destination may have begun in the meantime
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
 * Whether the destination's memory fits the VM beside all VMs that are there or in flight. The check has seen only
 * the moves that had started when the tick read them. Residents are read after the moves, so that VMs that have just
 * arrived are counted.
 */
async function hasFreeMemory(
  tx: Transaction,
  { move, check, state }: Pick<Beginning, 'move' | 'check' | 'state'>,
  toHostId: string,
  active: readonly { toHostId: string; vmId: string | null }[],
): Promise<boolean> {
  const arriving = active.filter((other) => other.toHostId === toHostId);
  const vmIds = [...arriving, move].flatMap(({ vmId }) => vmId ?? []);
  const residents = await tx.vm.findMany({
    where: { OR: [{ hostId: toHostId, missingSince: null }, { id: { in: vmIds } }] },
    select: { memoryMiB: true, vcpus: true, hugePageKiB: true, state: true, ...withOwnPolicy },
  });
  const host = check.snapshot.hosts.find((each) => each.id === toHostId);
  const held = residents.map(({ hugePageKiB, ...vm }) => ({
    ...vm,
    hugePageKiB: hugePageKiB ?? undefined,
    overheadMiB: overheadOf(vm, vmPolicy(state, vm).values),
  }));
  return host === undefined || memoryOverMiB(host, held, check.policy) === 0;
}

/**
 * Settings that a migration does not carry over are read before it, and stored in the row until they are set again.
 */
async function orderWithAutostart(
  beginning: Beginning,
  move: MoveRow,
  autostart: boolean | DriverError,
): Promise<void> {
  const { ctx, state } = beginning;
  if (typeof autostart === 'boolean') return order(beginning, { ...move, autostart });
  const { code, scope, message, facts } = autostart;
  await postpone(ctx, state, move, { code, scope, message, facts });
}

function asDriverError(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  throw error;
}

/** Stored first and ordered then: if the order is never sent, the VM is later found at its source. */
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
    // no answer is not a refusal: the move is watched until it is found or not
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
