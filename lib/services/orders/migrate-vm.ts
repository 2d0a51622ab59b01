import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { planMigration } from '../../engine/migrate.ts';
import { type HostRating, rateHosts } from '../../engine/rate-hosts.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import type { Plan } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import { MovePolicy, OrderPatch } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { snapshotOf } from '../planning/snapshot-of.ts';
import { storePlan } from '../plans/store-plan.ts';
import { withLastingRefusals } from '../refusals/standing-refusals.ts';
import { startRun } from './start-run.ts';

/** The other hosts of a VM's cluster as destinations, best first, each with its rating or why not; `asked` as for the move. */
export async function rateDestinations({
  ctx,
  input,
}: {
  ctx: Context;
  input: { vmId: string; asked?: OrderPatch };
}): Promise<{ ratings: HostRating[]; options: MovePolicy }> {
  assertAllowed(ctx.actor, 'read');
  const vm = await findVm(ctx, input.vmId);
  const cluster = await readClusterState(ctx.db, vm.clusterId);
  const policy = clusterPolicy(cluster, input.asked ?? {}).values;
  const ratings = rateHosts(snapshotOf(withLastingRefusals(cluster), ctx.clock.now()), policy, vm.id);
  return { ratings, options: MovePolicy.parse(clusterPolicy(cluster).values) };
}

export const MigrateVmInput = OrderPatch.extend({
  vmId: z.uuid(),
  toHostId: z.uuid(),
  kind: KindChoice.default('automatic'),
});
export type MigrateVmInput = z.input<typeof MigrateVmInput>;

/**
 * Moves one VM because a person asked for it: a plan of one move, approved by asking. By the rule it moves live where that
 * comes to an end, else quick; a person may choose. A stopped VM moves offline. Throws `vm-not-found`,
 * `migration-refused` with the rejection, `two-copies`, `cluster-in-past`.
 */
export async function migrateVm({
  ctx,
  input,
}: {
  ctx: Context;
  input: MigrateVmInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'vm.migrate');
  const { vmId, toHostId, kind, ...asked } = parseInput(MigrateVmInput, input);
  const now = ctx.clock.now();
  const vm = await findVm(ctx, vmId);
  return ctx.db.$transaction(async (tx) => {
    const cluster = await readClusterState(tx, vm.clusterId);
    assertReady(cluster, now);
    if (vm.duplicateHostId) throw new BallastError('two-copies', `two hosts run ${vm.name}`, { vm: vm.name });
    const snapshot = snapshotOf(withLastingRefusals(cluster), now);
    const policy = clusterPolicy(cluster, asked).values;
    const startedMs = performance.now();
    const plan = planAsChosen(snapshot, policy, { vmId, toHostId }, kind);
    const planningMs = performance.now() - startedMs;
    const [why] = plan.rejections;
    if (plan.moves.length === 0) {
      const facts = { reason: why?.code ?? 'no-host-left', ...why?.facts };
      throw new BallastError('migration-refused', `${vm.name} cannot move there: ${facts.reason}`, facts);
    }
    const requestedBy = ctx.actor.name;
    const stored = await storePlan(tx, {
      ...{ kind: 'migrate', state: 'approved', cluster, snapshot, policy, plan, planningMs },
      ...{ requestedBy, now, isKindAsked: kind !== 'automatic' },
    });
    const run = await startRun(tx, stored, { requestedBy, now, asked });
    const details = { toHostId, kind, ...(Object.keys(asked).length > 0 ? { options: asked } : {}) };
    await recordAudit(tx, ctx.actor, now, { action: 'vm.migrate', target: vm.name, targetId: vmId, details });
    return { runId: run.id };
  });
}

/** A person who chooses live gets it although it would not converge: what is done then was chosen with it. */
function planAsChosen(
  snapshot: Snapshot,
  policy: Policy,
  where: { vmId: string; toHostId: string },
  kind: KindChoice,
): Plan {
  if (kind !== 'automatic') return planMigration(snapshot, policy, { ...where, kind, mayNotConverge: true });
  const live = planMigration(snapshot, policy, { ...where, kind: 'live' });
  const isStuck = live.rejections.some(({ code }) => code === 'will-not-converge');
  return isStuck ? planMigration(snapshot, policy, { ...where, kind: 'quick' }) : live;
}

async function findVm(ctx: Context, vmId: string) {
  const vm = await ctx.db.vm.findUnique({ where: { id: vmId } });
  if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vmId });
  return vm;
}
