import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { readArriving } from '../../db/evacuations.ts';
import { changeHostMode } from '../../db/hosts.ts';
import { lockBeginnings } from '../../db/moves.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { enqueue } from '../../db/queue.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { withKind } from '../../engine/choose-kind.ts';
import { planEvacuation } from '../../engine/evacuate.ts';
import type { RunForecast } from '../../engine/forecast/forecast-run.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { keepsOutOfDecisions } from '../../model/host-alarm.ts';
import { KindChoice } from '../../model/move-forecast.ts';
import type { Plan } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { forecastPlan } from '../forecasts/forecast-plan.ts';
import { assertNotBeingEvacuated } from '../maintenance/assert-not-being-evacuated.ts';
import { parseInput } from '../parse-input.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { type ClusterState, snapshotOf } from '../planning/snapshot-of.ts';
import { storePlan } from '../plans/store-plan.ts';
import { startRun } from './start-run.ts';

export interface EvacuationPreview {
  plan: Plan;
  snapshot: Snapshot;
  planningMs: number;
  forecast: RunForecast;
}

export const PreviewEvacuationInput = OrderPatch.extend({
  hostId: z.uuid(),
  kind: KindChoice.default('automatic'), // of every VM that is not stopped
});
export type PreviewEvacuationInput = z.input<typeof PreviewEvacuationInput>;

/**
 * What evacuating a host would do now, ordered with these options: its moves, and the VMs that cannot leave, with why.
 * Nothing is stored. Throws `host-not-found`, `invalid-input`.
 */
export async function previewEvacuation({
  ctx,
  input,
}: {
  ctx: Context;
  input: PreviewEvacuationInput;
}): Promise<EvacuationPreview> {
  assertAllowed(ctx.actor, 'read');
  const { hostId, kind, ...asked } = parseInput(PreviewEvacuationInput, input);
  const host = await findHost(ctx, hostId);
  const cluster = asOrdered(await readClusterState(ctx.db, host.clusterId), host.id);
  const snapshot = snapshotOf(cluster, ctx.clock.now());
  const startedMs = performance.now();
  const policy = clusterPolicy(cluster, asked).values;
  const plan = planAsAsked(snapshot, policy, host.id, kind);
  const planningMs = performance.now() - startedMs;
  return { plan, snapshot, planningMs, forecast: forecastPlan(cluster, snapshot, policy, plan.moves) };
}

/** A host of which not all is known takes no part in balancing, and is emptied all the same: it drains then. */
function asOrdered(cluster: ClusterState, hostId: string): ClusterState {
  const hosts = cluster.hosts.map((host) => {
    const drains = host.id === hostId && keepsOutOfDecisions(host.alarms);
    return drains && host.mode === 'active' ? { ...host, mode: 'draining' as const } : host;
  });
  return { ...cluster, hosts };
}

/** What is ordered is what was forecast: the preview's options mean the same here. */
function planAsAsked(snapshot: Snapshot, policy: Policy, hostId: string, kind: KindChoice): Plan {
  const planned = planEvacuation(snapshot, policy, hostId);
  return kind === 'automatic' ? planned : withKind(snapshot, policy, planned, kind);
}

export const EvacuateHostInput = PreviewEvacuationInput.extend({
  note: z.string().trim().max(200).default(''),
});
export type EvacuateHostInput = z.input<typeof EvacuateHostInput>;

/**
 * Empties a host and puts it into maintenance mode. It drains until its VMs have left; those that cannot keep it draining
 * until a person decides. Without VMs there is no run: its hypervisor is asked at once, and it enters maintenance when that
 * says so too.
 * Throws `host-not-found`, `host-not-active` when somebody was faster, `cluster-in-past`.
 */
export async function evacuateHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: EvacuateHostInput;
}): Promise<{ runId: string | null }> {
  assertAllowed(ctx.actor, 'host.evacuate');
  const { hostId, note, kind, ...asked } = parseInput(EvacuateHostInput, input);
  const now = ctx.clock.now();
  const host = await findHost(ctx, hostId);
  try {
    return await ctx.db.$transaction(async (tx) => {
      await lockBeginnings(tx, host.clusterId); // no move to it begins unseen
      // a host that still drains from an evacuation that ended is tried again
      const goesOn = { id: hostId, from: ['active', 'draining'] as const };
      if (!(await changeHostMode(tx, goesOn, 'draining', { mayStay: [] }))) throw notActive(host);
      // before the VMs: one that arrives between the two reads is in both, and in the other order in none
      const arriving = new Set((await readArriving(tx, hostId)).flatMap(({ vmId }) => vmId ?? []));
      const cluster = await readClusterState(tx, host.clusterId);
      assertReady(cluster, now);
      await recordAudit(tx, ctx.actor, now, {
        action: 'host.evacuate',
        target: host.name,
        targetId: hostId,
        details: { note },
      });
      const isEmpty = !cluster.vms.some((vm) => vm.hostId === hostId && vm.missingSince === null);
      if (isEmpty && arriving.size === 0) {
        await enqueue(tx, 'collect-cluster', host.clusterId);
        return { runId: null };
      }
      const snapshot = withArrivals(snapshotOf(cluster, now), hostId, arriving);
      const policy = clusterPolicy(cluster, asked).values;
      const startedMs = performance.now();
      const plan = planAsAsked(snapshot, policy, hostId, kind);
      const planningMs = performance.now() - startedMs;
      const requestedBy = ctx.actor.name;
      const draft = {
        kind: 'evacuate',
        state: 'approved',
        cluster,
        snapshot,
        policy,
        plan,
        planningMs,
        requestedBy,
        now,
        hostId,
        note,
        isKindAsked: kind !== 'automatic',
      } as const;
      const stored = await storePlan(tx, draft);
      const run = await startRun(tx, stored, { requestedBy, now, asked });
      return { runId: run.id };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw notActive(host);
    throw error;
  }
}

/** The snapshot with those VMs where they will be, so that the plan takes them away again. */
function withArrivals(snapshot: Snapshot, hostId: string, arriving: ReadonlySet<string>): Snapshot {
  if (arriving.size === 0) return snapshot;
  return { ...snapshot, vms: snapshot.vms.map((vm) => (arriving.has(vm.id) ? { ...vm, hostId } : vm)) };
}

export const LeaveMaintenanceInput = z.object({ hostId: z.uuid() });
export type LeaveMaintenanceInput = z.infer<typeof LeaveMaintenanceInput>;

/** Takes a host back into service. Throws `host-being-evacuated` while a run empties it, `host-is-active`. */
export async function leaveMaintenance({
  ctx,
  input,
}: {
  ctx: Context;
  input: LeaveMaintenanceInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.maintain');
  const { hostId } = parseInput(LeaveMaintenanceInput, input);
  const host = await findHost(ctx, hostId);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    await lockHostRow(tx, hostId); // an evacuation that begins at this moment is seen
    await assertNotBeingEvacuated(tx, host);
    const away = { id: hostId, from: ['draining', 'maintenance'] as const };
    if (!(await changeHostMode(tx, away, 'active', { mayStay: [] })))
      throw new BallastError('host-is-active', `${host.name} is in service already`, { host: host.name });
    await recordAudit(tx, ctx.actor, now, {
      action: 'host.leave-maintenance',
      target: host.name,
      targetId: hostId,
    });
  });
}

const notActive = (host: { name: string }): BallastError =>
  new BallastError('host-not-active', `${host.name} is in maintenance or being evacuated already`, {
    host: host.name,
  });

async function findHost(ctx: Context, hostId: string) {
  const host = await ctx.db.host.findUnique({ where: { id: hostId } });
  if (!host) throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  return host;
}
