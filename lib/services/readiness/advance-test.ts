import { enqueue } from '../../db/queue.ts';
import { findOpenTest, requestReadiness } from '../../db/readiness.ts';
import { toJson } from '../../db/to-json.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import { type TestGuest, testGuestOf } from '../../model/inspection.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { present } from '../../model/present.ts';
import type { TestMigrationState } from '../../model/readiness.ts';
import { isFinishedRun } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { migrateFor } from '../orders/migrate-vm.ts';
import { undoFor } from '../orders/undo-run.ts';
import { cancelRun } from '../runs/cancel-run.ts';

type Test = NonNullable<Awaited<ReturnType<typeof findOpenTest>>>;

/** How long a guest that was started may take to be observed. */
const SEEN_WITHIN_MS = 120_000;

/** They pass within seconds, and show nothing of the connection. */
const mayWait: ReadonlySet<string> = new Set(['vm-busy', 'host-crowded', 'peer-crowded']);

/** Why a test failed; its facts are those of the code. */
interface Failed {
  code: string;
  facts: Facts;
}

/**
 * One step of the open test migration of a cluster. It relies on its row only, so any worker can carry it on after any
 * crash: each step is written in the transaction that does it, or can be done twice. Returns whether more is to be done.
 */
export async function advanceTest({
  ctx,
  driver,
  input: { clusterId },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<boolean> {
  const test = await findOpenTest(ctx.db, clusterId);
  if (test === null) return false;
  try {
    await step(ctx, driver, test);
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    await fail(ctx, test, error);
  }
  return true;
}

async function step(ctx: Context, driver: HypervisorDriver, test: Test): Promise<void> {
  switch (test.state) {
    case 'asked':
      return test.isGuest ? startGuest(ctx, driver, test) : sendOut(ctx, test, test.vmId);
    case 'starting':
      return awaitGuest(ctx, driver, test);
    case 'out':
      return followOut(ctx, test);
    case 'back':
      return followBack(ctx, test);
    case 'removing':
      return removeGuest(ctx, driver, test);
    default:
      return;
  }
}

/** The state is written first: whatever happens then, the guest will be removed. */
async function startGuest(ctx: Context, driver: HypervisorDriver, test: Test): Promise<void> {
  const { name } = testGuestOf(test.id);
  await ctx.db.testMigration.update({ where: { id: test.id }, data: { state: 'starting', vmName: name } });
  await makeGuest(ctx, driver, test, testGuestOf(test.id));
}

async function makeGuest(ctx: Context, driver: HypervisorDriver, test: Test, guest: TestGuest) {
  await driver.startTestGuest(guest, test.fromHostId, test.toHostId);
  await enqueue(ctx.db, 'collect-cluster', test.clusterId, { isAsked: true });
}

/** The guest is ordered to move like any other VM, so it has to be observed first. */
async function awaitGuest(ctx: Context, driver: HypervisorDriver, test: Test): Promise<void> {
  const vm = await ctx.db.vm.findUnique({
    where: { clusterId_uuid: { clusterId: test.clusterId, uuid: test.id } },
  });
  if (vm !== null && vm.missingSince === null && vm.state === 'running') return sendOut(ctx, test, vm.id);
  const waited = ctx.clock.now().getTime() - test.createdAt.getTime();
  if (waited > SEEN_WITHIN_MS)
    throw new BallastError('test-guest-not-seen', 'the guest was not observed', { host: test.fromHostName });
  await makeGuest(ctx, driver, test, testGuestOf(test.id));
}

async function sendOut(ctx: Context, test: Test, vmId: string | null): Promise<void> {
  if (vmId === null) return;
  await migrateFor(
    ctx,
    { vmId, toHostId: test.toHostId, kind: 'live' },
    {
      requestedBy: test.requestedBy,
      placed: async (tx, outRunId) => {
        const data = { state: 'out', outRunId, vmId } as const;
        await tx.testMigration.update({ where: { id: test.id, state: test.state }, data });
      },
    },
  );
}

async function followOut(ctx: Context, test: Test): Promise<void> {
  const move = await readMove(ctx, test.outRunId);
  if (move === null) return;
  if (!move.isDone) return move.failed ? fail(ctx, test, move.failed) : undefined;
  await undoFor(
    ctx,
    { runId: present(test.outRunId, 'the run of a test that is out'), note: '' },
    {
      requestedBy: test.requestedBy,
      placed: async (tx, backRunId) => {
        const data = { state: 'back', backRunId } as const;
        await tx.testMigration.update({ where: { id: test.id, state: 'out' }, data });
      },
    },
  );
}

async function followBack(ctx: Context, test: Test): Promise<void> {
  const move = await readMove(ctx, test.backRunId);
  if (move?.failed) return fail(ctx, test, move.failed);
  if (move?.isDone) await end(ctx, test, null);
}

/**
 * The move of a run: done, failed, or null until it has ended. A test does not wait for another attempt: its run is
 * cancelled.
 */
async function readMove(
  ctx: Context,
  runId: string | null,
): Promise<{ isDone: boolean; failed: Failed | null } | null> {
  const run = runId && (await ctx.db.run.findUnique({ where: { id: runId }, include: { moves: true } }));
  const move = run ? run.moves[0] : undefined;
  if (!run || !move) return { isDone: false, failed: { code: 'vm-gone', facts: {} } };
  const failed = move.code === null ? null : { code: move.code, facts: move.facts ?? {} };
  if (isFinishedRun(run.state))
    return move.state === 'done'
      ? { isDone: true, failed: null }
      : { isDone: false, failed: failed ?? { code: 'cancelled', facts: {} } };
  if (move.state !== 'pending' || move.tries === 0 || failed === null || mayWait.has(failed.code))
    return null;
  if (run.cancelRequestedAt === null) await cancel(ctx, run.id);
  return { isDone: false, failed };
}

/** It may have ended since, or somebody else may have cancelled it. */
async function cancel(ctx: Context, runId: string): Promise<void> {
  try {
    await cancelRun({ ctx, input: { runId } });
  } catch (error) {
    if (!(error instanceof BallastError && error.code === 'run-not-active')) throw error;
  }
}

/** A guest is removed before the test ends, whatever became of it. */
async function fail(ctx: Context, test: Test, { code, facts }: Failed): Promise<void> {
  if (test.state === 'removing') return; // tried again: a host does not answer
  await end(ctx, test, { code, facts });
}

async function end(ctx: Context, test: Test, failed: Failed | null): Promise<void> {
  const code = failed?.code ?? null;
  const facts = toJson('testMigration', { facts: failed?.facts ?? null });
  if (!test.isGuest) return finish(ctx, test, { code, facts, state: failed ? 'failed' : 'succeeded' });
  await ctx.db.testMigration.update({
    where: { id: test.id },
    data: { state: 'removing', code, ...facts },
  });
}

async function removeGuest(ctx: Context, driver: HypervisorDriver, test: Test): Promise<void> {
  await driver.removeTestGuest(testGuestOf(test.id));
  await finish(ctx, test, { code: test.code, facts: {}, state: test.code === null ? 'succeeded' : 'failed' });
}

/** What the test showed is in the next report. */
async function finish(
  ctx: Context,
  test: Test,
  outcome: { code: string | null; facts: object; state: TestMigrationState },
): Promise<void> {
  const now = ctx.clock.now();
  const { code, facts, state } = outcome;
  await ctx.db.$transaction(async (tx) => {
    const data = { state, code, ...facts, finishedAt: now };
    await tx.testMigration.update({ where: { id: test.id }, data });
    await requestReadiness(tx, { clusterId: test.clusterId, requestedBy: test.requestedBy, now });
    await enqueue(tx, 'collect-cluster', test.clusterId, { isAsked: true });
  });
}
