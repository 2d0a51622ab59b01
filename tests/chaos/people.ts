import { present } from '../../lib/model/present.ts';
import type { Way } from '../../lib/model/way-out.ts';
import type { Context } from '../../lib/services/context.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { evacuateHosts, previewEvacuation } from '../../lib/services/orders/evacuate-hosts.ts';
import { restartHost } from '../../lib/services/orders/restart-host.ts';
import { returnHost } from '../../lib/services/orders/return-host.ts';
import { removeCopies } from '../../lib/services/outages/remove-copies.ts';
import { planningSnapshot } from '../../lib/services/planning/planning-snapshot.ts';
import { readPlanningState } from '../../lib/services/planning/read-planning-state.ts';
import { optimizeCluster } from '../../lib/services/plans/optimize-cluster.ts';
import { stoppedHere } from '../../lib/services/power/stopped-here.ts';
import { checkKept, checkSaid } from './invariants-of-reserve.ts';
import type { DecidedWay } from './schedule-of-maintenance.ts';
import type { ChaosWorld } from './world.ts';

/** What people order on days of maintenance, apart from patch runs. Each throws the refusal that they get. */
export class People {
  constructor(
    private readonly ctx: Context,
    private readonly world: ChaosWorld,
  ) {}

  /** Empties a host, with these ways for its VMs one after another, where they are possible. */
  async evacuate(hostId: string, ways: readonly DecidedWay[]): Promise<void> {
    const { ctx } = this;
    const preview = await previewEvacuation({ ctx, input: { hostIds: [hostId] } });
    const vms = [...preview.ways].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const chosen = vms.flatMap(([vmId, possible], i): [string, Way][] => {
      const way = ways[i % ways.length] ?? 'move';
      return way !== 'move' && possible.includes(way) ? [[vmId, way]] : [];
    });
    const of = (wanted: Way): string[] => chosen.flatMap(([vmId, way]) => (way === wanted ? [vmId] : []));
    const lists = { leave: of('leave'), shutDown: of('shutDown'), save: of('save'), offline: of('offline') };
    const input = { hostIds: [hostId], ...lists };
    const { planned, ...rest } = { planned: await previewEvacuation({ ctx, input }), hostIds: [hostId] };
    const { failuresToSurvive } = planned.policy;
    const { snapshot, plan } = planned;
    checkSaid(planned.reserve, failuresToSurvive, { snapshot, moves: plan.moves, ...rest });
    const stopping = chosen.filter(([, way]) => way !== 'leave');
    const rows = await ctx.db.vm.findMany({ where: { id: { in: stopping.map(([id]) => id) } } });
    const { asked } = this.world;
    const earlier = new Map(asked.toStop);
    for (const [vmId, way] of stopping)
      asked.toStop.set(present(rows.find(({ id }) => id === vmId)?.uuid, vmId), way);
    try {
      await evacuateHosts({ ctx, input });
    } catch (error) {
      asked.toStop = earlier; // they were refused
      throw error;
    }
  }

  /** Returns a host to service, with its VMs or without, and starts again what was stopped there. */
  async leave(hostId: string, { brings, starts }: { brings: boolean; starts: boolean }): Promise<void> {
    const { ctx } = this;
    const host = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId } });
    const startVms = starts ? (await stoppedHere(ctx.db, host)).map(({ vmId }) => vmId) : [];
    const input = { hostId, startVms };
    await (brings ? returnHost({ ctx, input }) : leaveMaintenance({ ctx, input }));
  }

  /** Answers for a host being off, after they have been there. */
  async restart(hostId: string, name: string): Promise<void> {
    const { shape, state } = await this.world.truth();
    if (state.diedAt[shape.hostIndex.get(name) ?? -1] === null) return;
    await restartHost({ ctx: this.ctx, input: { hostId, typedName: name } });
  }

  async removeCopy(uuid: string): Promise<void> {
    const where = { clusterId: this.world.clusterId, uuid };
    const vm = await this.ctx.db.vm.findFirst({ where });
    if (!vm?.copyHostId) return;
    await removeCopies({ ctx: this.ctx, input: { vmIds: [vm.id], hostId: vm.copyHostId } });
  }

  /** Evaluates the cluster, and approves what is suggested. */
  async rebalance(): Promise<void> {
    const { ctx, world } = this;
    const { clusterId } = world;
    const { planId } = await optimizeCluster({ ctx, input: { clusterId } });
    if (planId === null) return;
    const state = await readPlanningState(ctx.db, clusterId);
    const snapshot = planningSnapshot(state, ctx.clock.now(), { kind: 'balance' });
    const { moves } = await ctx.db.plan.findUniqueOrThrow({
      where: { id: planId },
      include: { moves: true },
    });
    await approvePlan({ ctx, input: { planId } });
    if (world.reserve?.keepReserve !== 'keep') return;
    const known = moves.flatMap(({ vmId, toHostId }) => (vmId === null ? [] : { vmId, toHostId }));
    checkKept(snapshot, world.reserve.failuresToSurvive, known);
  }
}
