import type { ReserveAfter } from '../../engine/reserve-after.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import type { Context } from '../context.ts';
import { planIntent } from '../planning/plan-intent.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';

/** What emptying one host would do now. */
export interface HostDraft {
  moves: number;
  seconds: number; // of the clock, of its moves
  leave: string[]; // stopped VMs that cannot leave, by id
  blockers: string[]; // VMs that cannot leave, by name
  reserve: ReserveAfter | null; // while it is away
}

/** Plans to empty a host. Stopped VMs that cannot leave stay there if `leavesStopped`; otherwise they are blockers as well. */
export async function draftHost(
  ctx: Pick<Context, 'clock' | 'planner'>,
  state: PlanningState,
  { hostId, leavesStopped }: { hostId: string; leavesStopped: boolean },
): Promise<HostDraft> {
  const intent = { kind: 'evacuate', hostIds: [hostId], moveKind: 'automatic', leave: [], lift: [] } as const;
  const { plan, snapshot, forecast, reserve } = await planIntent(ctx, state, intent, {});
  const moving = new Set(plan.moves.map(({ vmId }) => vmId));
  const staying = snapshot.vms.filter((vm) => vm.hostId === hostId && !moving.has(vm.id));
  const isLeft = (vm: (typeof staying)[number]) => leavesStopped && vm.state === 'stopped' && mayBeLeft(vm);
  return {
    moves: plan.moves.length,
    seconds: forecast.seconds / clockOf(state.cluster, ctx.clock.now()).migrationSpeed,
    leave: staying.filter(isLeft).map(({ id }) => id),
    blockers: staying.filter((vm) => !isLeft(vm)).map(({ id, name }) => name ?? id),
    reserve,
  };
}
