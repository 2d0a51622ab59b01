import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Database, Transaction } from '../../db/client.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { planRelocations } from '../../engine/relocate.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Plan } from '../../model/plan.ts';
import { OrderPatch } from '../../model/policy.ts';
import { isFinishedRun, lockingMoveStates } from '../../model/run.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { type ClusterState, snapshotOf } from '../planning/snapshot-of.ts';
import { storePlan } from '../plans/store-plan.ts';
import { type FormerPlace, formerPlaces } from './former-places.ts';
import { startRun } from './start-run.ts';

/** A VM that the undoing of a run leaves where it is, and why: its own codes, or those of a plan's rejections. */
export interface StayingVm {
  vmId: string | null;
  vm: string;
  code: string; // vm-gone, back-already, moved-on, host-gone, or a rejection's
  facts: Facts;
}

export interface UndoPreview {
  run: { id: string; number: number };
  /** Why it cannot be undone now: not-finished, nothing-moved, already-undone, undo-running, nothing-to-undo. */
  refusal: { code: string; facts: Facts } | null;
  plan: Plan;
  snapshot: Snapshot;
  staying: StayingVm[];
}

/** What taking a finished run back would do now: its moves, and the VMs that would stay, with why. Nothing is stored. */
export async function previewUndo({
  ctx,
  input,
}: {
  ctx: Context;
  input: { runId: string };
}): Promise<UndoPreview> {
  assertAllowed(ctx.actor, 'read');
  const draft = await draftUndo(ctx, ctx.db, input.runId, {});
  const { run, refusal, plan, snapshot, staying } = draft;
  return { run: { id: run.id, number: run.number }, refusal, plan, snapshot, staying };
}

export const UndoRunInput = OrderPatch.extend({
  runId: z.uuid(),
  note: z.string().trim().max(200).default(''),
});
export type UndoRunInput = z.input<typeof UndoRunInput>;

/**
 * Takes a finished run back: a new plan that brings its VMs to where they were, approved by asking, as far as it still
 * fits. Throws `run-not-found`, `undo-refused` with the `reason` of the preview, `cluster-in-past`.
 */
export async function undoRun({
  ctx,
  input,
}: {
  ctx: Context;
  input: UndoRunInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'plan.approve');
  const { runId, note, ...asked } = parseInput(UndoRunInput, input);
  const now = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const { clusterId } = await findRun(tx, runId);
    await lockClusterRow(tx, clusterId); // of two who undo the same run, the second sees the first's
    const startedMs = performance.now();
    const { run, cluster, refusal, plan, snapshot } = await draftUndo(ctx, tx, runId, asked);
    assertReady(cluster, now);
    const target = nameOf(run);
    if (refusal) {
      const facts = { run: target, reason: refusal.code, ...refusal.facts };
      throw new BallastError('undo-refused', `${target} cannot be undone: ${refusal.code}`, facts);
    }
    const requestedBy = ctx.actor.name;
    const policy = clusterPolicy(cluster).values;
    const stored = await storePlan(tx, {
      ...{ kind: 'undo', state: 'approved', cluster, snapshot, policy, plan },
      ...{ planningMs: performance.now() - startedMs, requestedBy, now, note, undoOfRunId: runId },
    });
    const undoing = await startRun(tx, stored, { requestedBy, now, asked });
    const details = { by: nameOf(undoing), moves: plan.moves.length };
    await recordAudit(tx, ctx.actor, now, { action: 'run.undo', target, targetId: runId, details });
    return { runId: undoing.id };
  });
}

const nameOf = (run: { number: number }): string => `R-${run.number}`;

async function findRun(db: Database | Transaction, runId: string) {
  const run = isId(runId)
    ? await db.run.findUnique({ where: { id: runId }, include: { moves: { orderBy: { sequence: 'asc' } } } })
    : null;
  if (!run) throw new BallastError('run-not-found', `there is no run ${runId}`, { runId });
  return run;
}

async function draftUndo(
  ctx: Context,
  db: Database | Transaction,
  runId: string,
  asked: OrderPatch,
): Promise<Omit<UndoPreview, 'run'> & { run: Awaited<ReturnType<typeof findRun>>; cluster: ClusterState }> {
  const run = await findRun(db, runId);
  const cluster = await readClusterState(db, run.clusterId);
  const snapshot = snapshotOf(cluster, ctx.clock.now());
  const places = formerPlaces(run.moves);
  const locked = await db.move.findMany({
    where: { vmId: { in: places.flatMap(({ vmId }) => vmId ?? []) }, state: { in: [...lockingMoveStates] } },
    select: { vmId: true, state: true },
  });
  const lockedAs = new Map(locked.map(({ vmId, state }) => [vmId, state]));
  const judged = places.map((place) => ({ place, why: whyStays(place, cluster, lockedAs) }));
  const wanted = judged.flatMap(({ place, why }) =>
    why === null ? { vmId: place.vmId ?? '', toHostId: place.formerHostId } : [],
  );
  const policy = clusterPolicy(cluster, asked).values;
  const reason = { code: 'undo', facts: { run: nameOf(run) } } as const;
  const plan = planRelocations(snapshot, policy, wanted.toReversed(), reason);
  const moving = new Set(plan.moves.map(({ vmId }) => vmId));
  const nameOfVm = (vmId: string | undefined): string =>
    places.find((each) => each.vmId === vmId)?.vmName ?? '';
  const refused = plan.rejections.filter(({ vmId }) => !moving.has(vmId ?? ''));
  const staying: StayingVm[] = [
    ...judged.flatMap(({ place, why }) => (why ? { vmId: place.vmId, vm: place.vmName, ...why } : [])),
    ...refused.map(({ vmId, code, facts }) => ({ vmId: vmId ?? null, vm: nameOfVm(vmId), code, facts })),
  ];
  const refusal = await whyNotUndo(db, run, places, plan);
  return { run, cluster, refusal, plan, snapshot, staying };
}

function whyStays(
  place: FormerPlace,
  cluster: ClusterState,
  lockedAs: ReadonlyMap<string | null, string>,
): { code: string; facts: Facts } | null {
  const vm = cluster.vms.find((each) => each.id === place.vmId);
  if (!vm || vm.missingSince !== null) return { code: 'vm-gone', facts: { vm: place.vmName } };
  const hostName = (id: string): string | undefined => cluster.hosts.find((host) => host.id === id)?.name;
  if (hostName(place.formerHostId) === undefined)
    return { code: 'host-gone', facts: { host: place.formerHostName } };
  if (vm.hostId === place.formerHostId)
    return { code: 'back-already', facts: { host: place.formerHostName } };
  if (vm.hostId !== place.hostId)
    return { code: 'moved-on', facts: { host: hostName(vm.hostId) ?? vm.hostId } };
  const state = lockedAs.get(vm.id);
  return state === undefined ? null : { code: 'vm-locked', facts: { state } };
}

async function whyNotUndo(
  db: Database | Transaction,
  run: Awaited<ReturnType<typeof findRun>>,
  places: readonly FormerPlace[],
  plan: Plan,
): Promise<UndoPreview['refusal']> {
  if (!isFinishedRun(run.state)) return { code: 'not-finished', facts: {} };
  if (places.length === 0) return { code: 'nothing-moved', facts: {} };
  const earlier = await db.run.findMany({
    where: { plan: { undoOfRunId: run.id }, state: { in: ['waiting', 'running', 'succeeded'] } },
    orderBy: { createdAt: 'desc' },
    select: { number: true, state: true },
  });
  const [last] = earlier;
  if (last) {
    const facts = { by: nameOf(last) };
    return { code: last.state === 'succeeded' ? 'already-undone' : 'undo-running', facts };
  }
  return plan.moves.length === 0 ? { code: 'nothing-to-undo', facts: {} } : null;
}
