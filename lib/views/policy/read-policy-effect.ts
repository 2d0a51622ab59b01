import { z } from 'zod';
import { clusterPolicy, type PolicyOwner, patchOf } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import { changePatch } from '../../model/policy.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { plannerOf } from '../../services/planning/plan-intent.ts';
import { planningSnapshot } from '../../services/planning/planning-snapshot.ts';
import type { PolicyCase, PolicyEffect } from '../../services/planning/policy-effect.ts';
import { type PlanningState, readPlanningState } from '../../services/planning/read-planning-state.ts';
import { readUsualDemand } from '../../services/planning/read-usual-demand.ts';
import type { PastDemand } from '../../services/planning/replay-day.ts';
import type { ClusterState } from '../../services/planning/snapshot-of.ts';
import { EditPolicyInput } from '../../services/policies/edit-policy.ts';
import { readSeries } from '../../services/series/read-series.ts';
import { evenSeries, timesOf } from '../series/even-series.ts';

/** The change, and the cluster on which its effect is shown: one of those that it applies to. */
export const PolicyEffectInput = z.object({ clusterId: z.uuid(), edit: EditPolicyInput });
export type PolicyEffectInput = z.input<typeof PolicyEffectInput>;
type Edit = z.output<typeof EditPolicyInput>;

const DAY_MS = 86_400_000;

/** Big clusters are followed in longer steps: a plan of theirs takes longer. By the number of VMs. */
const steps = [
  { vms: 300, seconds: 600 },
  { vms: 1500, seconds: 1200 },
  { vms: Number.POSITIVE_INFINITY, seconds: 3600 },
] as const;

/**
 * What a change of a policy would do in a cluster, before it is saved: now, and over the last 24 hours. Nothing is stored.
 * Throws `invalid-input`, `cluster-not-found`.
 */
export async function readPolicyEffect({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<PolicyEffect> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { clusterId, edit } = parseInput(PolicyEffectInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readPlanningState(ctx.db, clusterId);
  const { now } = clockOf(state.cluster, ctx.clock.now());
  const changed = { ...state, cluster: withEdit(state.cluster, edit) };
  const [before, after, past] = await Promise.all([
    caseOf(ctx, state, now),
    caseOf(ctx, changed, now),
    readPast(ctx, state.cluster, now),
  ]);
  return plannerOf(ctx)('effect', { before, after, past });
}

async function caseOf(ctx: Context, state: PlanningState, now: Date): Promise<PolicyCase> {
  return {
    snapshot: planningSnapshot(state, now, { kind: 'balance' }),
    policy: clusterPolicy(state.cluster).values,
    usualMhz: await readUsualDemand(ctx.db, state.cluster, now),
  };
}

/** The cluster as it would be with the change. */
function withEdit(cluster: ClusterState, edit: Edit): ClusterState {
  const { group, installation } = cluster;
  const changed = <Owner extends PolicyOwner>(owner: Owner) => {
    const patch = changePatch(patchOf(owner), edit.change, edit.inherit);
    return { ...owner, policy: { patch, version: edit.version } };
  };
  switch (edit.scope) {
    case 'product':
      return { ...cluster, installation: changed(installation) };
    case 'group':
      return group?.id === edit.groupId ? { ...cluster, group: changed(group) } : cluster;
    case 'cluster':
      return cluster.id === edit.clusterId ? changed(cluster) : cluster;
    case 'host':
      return {
        ...cluster,
        hosts: cluster.hosts.map((host) => (host.id === edit.hostId ? changed(host) : host)),
      };
    case 'vm':
      return { ...cluster, vms: cluster.vms.map((vm) => (vm.id === edit.vmId ? changed(vm) : vm)) };
  }
}

async function readPast(ctx: Context, { vms }: ClusterState, now: Date): Promise<PastDemand> {
  const stepSeconds = steps.find((step) => vms.length <= step.vms)?.seconds ?? 3600;
  const window = { from: new Date(now.getTime() - DAY_MS), to: now, bucketSeconds: stepSeconds };
  const series = await readSeries({
    ctx,
    input: { kind: 'vm', objectIds: vms.map(({ id }) => id), measures: ['cores'], window },
  });
  const [any] = series.values();
  const means = [...series].map(([id, buckets]) => [id, evenSeries(buckets, 0).means] as const);
  const isMeasured = means.some(([, values]) => values.some((value) => value !== null));
  return { at: any && isMeasured ? timesOf(any) : [], stepSeconds, cores: new Map(means) };
}
