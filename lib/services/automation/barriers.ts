import { patchOf, withOwnPolicy } from '../../db/policies.ts';
import { valueFor } from '../../model/value-for.ts';
import type { Context } from '../context.ts';
import type { Barrier } from './choose-moves.ts';

interface Placed {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
}

/** Doubts about the CPU use of a VM: its demand, which plans use, is that of an earlier time. */
const doubtsOfDemand: ReadonlySet<string> = new Set(['stuck', 'impossible', 'above-capacity']);

/**
 * What keeps automation from a move although it may act. People dismissed a suggestion with a move of the VM within its
 * cool-down (`coolDownSeconds`, unless it has its own); or the demand of a VM on one of its hosts is not known at present, so that loads there may be wrong.
 */
export async function readBarriers(
  ctx: Context,
  { clusterId, coolDownSeconds, now }: { clusterId: string; coolDownSeconds: number; now: Date },
): Promise<(move: Placed) => Barrier | null> {
  const own = await ctx.db.vm.findMany({
    where: { clusterId, policy: { isNot: null } },
    select: { id: true, ...withOwnPolicy },
  });
  const coolDownOf = new Map(own.map((vm) => [vm.id, patchOf(vm).coolDownSeconds]));
  const longest = Math.max(coolDownSeconds, ...[...coolDownOf.values()].map((seconds) => seconds ?? 0));
  const since = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const [dismissed, vms] = await Promise.all([
    ctx.db.move.findMany({
      where: { plan: { clusterId, state: 'dismissed', decidedAt: { gt: since(longest) } } },
      select: { vmId: true, plan: { select: { decidedAt: true } } },
    }),
    ctx.db.vm.findMany({
      where: { clusterId, state: 'running', missingSince: null },
      select: { id: true, hostId: true, doubts: true },
    }),
  ]);
  const dismissedVmIds = new Set(
    dismissed.flatMap(({ vmId, plan }) => {
      const seconds = valueFor(coolDownOf, vmId) ?? coolDownSeconds;
      return plan?.decidedAt && plan.decidedAt > since(seconds) ? (vmId ?? []) : [];
    }),
  );
  const doubtfulHostIds = new Set(
    vms.flatMap(({ hostId, doubts }) =>
      doubts.some(({ code, facts }) => facts.measure === 'cores' && doubtsOfDemand.has(code)) ? hostId : [],
    ),
  );
  return ({ vmId, fromHostId, toHostId }) => {
    if (vmId !== null && dismissedVmIds.has(vmId)) return 'dismissed-before';
    return doubtfulHostIds.has(fromHostId) || doubtfulHostIds.has(toHostId) ? 'data-doubtful' : null;
  };
}
