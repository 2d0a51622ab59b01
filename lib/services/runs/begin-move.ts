import { changeMoveState } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { isFinishedMove } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { readClusterState } from '../inventory/read-cluster-state.ts';
import { policyOf, snapshotOf } from '../inventory/snapshot-of.ts';
import { checkMove } from './check-move.ts';
import { migrationRef } from './migration-ref.ts';
import type { MoveRow, RunRow } from './read-run-state.ts';
import type { UnfinishedMove } from './with-unfinished.ts';

/** The pause that is aimed for at the end of a live migration. */
const DOWNTIME_LIMIT_MS = 300;

/**
 * Checks a move and begins it; true when it began. `unfinished` are the moves of this and other runs that must be
 * counted on both hosts. A move in `checking` is one whose worker died at this very point: the hypervisor is asked
 * first whether its migration runs already, so that none is started twice.
 */
export async function beginMove(input: {
  ctx: Context;
  driver: HypervisorDriver;
  run: RunRow;
  move: MoveRow;
  unfinished: UnfinishedMove[];
}): Promise<boolean> {
  const { ctx, driver, run, move, unfinished } = input;
  if (move.state === 'checking') {
    const found = await adopt(ctx, driver, move);
    if (found !== 'nothing') return found === 'adopted';
  }

  const state = await readClusterState(ctx.db, run.clusterId);
  const now = ctx.clock.now();
  if (state.vms.some((vm) => vm.id === move.vmId && vm.duplicateHostId !== null)) {
    const facts = { vm: move.vmName };
    await changeMoveState(ctx.db, move, 'skipped', { code: 'two-copies', facts, finishedAt: now });
    return false;
  }
  const check = checkMove({
    move,
    snapshot: snapshotOf(state, now),
    policy: policyOf(state),
    unfinished,
    companions: companionsOf(run, move),
    isEvacuation: run.kind === 'evacuate',
  });
  if (check.result === 'wait') return false;
  if (check.result === 'skip') {
    await changeMoveState(ctx.db, move, 'skipped', { code: check.code, facts: check.facts, finishedAt: now });
    return false;
  }

  const toHostName = state.hosts.find((host) => host.id === check.toHostId)?.name ?? move.toHostName;
  const target = { toHostId: check.toHostId, toHostName, kind: check.kind };
  let current: MoveRow = { ...move, ...target };
  if (move.state === 'pending') {
    if (!(await changeMoveState(ctx.db, move, 'checking', target))) return false;
    current = { ...current, state: 'checking' };
  }
  if (!(await changeMoveState(ctx.db, current, 'migrating', { startedAt: now, code: null }))) return false;
  await startAt(ctx, driver, { ...current, state: 'migrating', startedAt: now });
  return true;
}

/**
 * Asks the hypervisor whether it works on a move that a dead worker left in `checking`, or has ended it: then it is only
 * watched from here on. `unreadable`: the host does not answer, and nothing may begin before it does.
 */
export async function adopt(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
): Promise<'adopted' | 'nothing' | 'unreadable'> {
  try {
    const report = await driver.readMigration(migrationRef(move));
    if (report.phase === 'none') return 'nothing';
  } catch (error) {
    if (error instanceof DriverError) return 'unreadable';
    throw error;
  }
  await changeMoveState(ctx.db, move, 'migrating', { startedAt: ctx.clock.now() });
  return 'adopted';
}

/** The order itself. A refusal is recorded and then verified like any other end: only what is seen counts. */
async function startAt(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<void> {
  try {
    await driver.startMigration({
      ...migrationRef(move),
      bandwidthMiBps: null,
      downtimeLimitMs: DOWNTIME_LIMIT_MS,
    });
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    await changeMoveState(ctx.db, move, 'verifying', {
      code: error.code,
      message: error.message,
      facts: error.facts,
    });
  }
}

function companionsOf(run: RunRow, move: MoveRow): Set<string> {
  const others = run.moves.filter((other) => other.id !== move.id && !isFinishedMove(other.state));
  return new Set(others.flatMap((other) => other.vmId ?? []));
}
