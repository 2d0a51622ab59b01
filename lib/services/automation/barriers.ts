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
 * What keeps automation from a move although it may act. People dismissed a suggestion with a move of the VM within the
 * cool-down; or the demand of a VM on one of its hosts is not known at present, so that loads there may be wrong.
 */
export async function readBarriers(
  ctx: Context,
  { clusterId, coolDownSeconds, now }: { clusterId: string; coolDownSeconds: number; now: Date },
): Promise<(move: Placed) => Barrier | null> {
  const since = new Date(now.getTime() - coolDownSeconds * 1000);
  const [dismissed, vms] = await Promise.all([
    ctx.db.move.findMany({
      where: { plan: { clusterId, state: 'dismissed', decidedAt: { gt: since } } },
      select: { vmId: true },
    }),
    ctx.db.vm.findMany({
      where: { clusterId, state: 'running', missingSince: null },
      select: { id: true, hostId: true, doubts: true },
    }),
  ]);
  const dismissedVmIds = new Set(dismissed.map(({ vmId }) => vmId));
  const doubtfulHostIds = new Set(
    vms.flatMap(({ hostId, doubts }) =>
      doubts.some(({ code, facts }) => facts.measure === 'cores' && doubtsOfDemand.has(code)) ? hostId : [],
    ),
  );
  return ({ vmId, fromHostId, toHostId }) => {
    if (dismissedVmIds.has(vmId)) return 'dismissed-before';
    return doubtfulHostIds.has(fromHostId) || doubtfulHostIds.has(toHostId) ? 'data-doubtful' : null;
  };
}
