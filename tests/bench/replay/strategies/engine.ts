import { planSteadily } from '../../../../lib/engine/plan-steadily.ts';
import type { Policy } from '../../../../lib/model/policy.ts';
import { checkMove } from '../../../../lib/services/runs/check-move.ts';
import type { WantedMove } from '../world.ts';
import type { Strategy, View } from './strategy.ts';

/**
 * The engine alone: a plan each minute, carried out at once. Every move is checked again just before it begins, by the
 * same function that a run calls.
 */
export function engine(name: string, policy: Policy): Strategy {
  return {
    name,
    about:
      "Ballast's engine without the services around it: one plan per minute, carried out at once; each move is checked again before it starts",
    everySeconds: 60,
    decide({ snapshot, vmAverages }) {
      const vmIndex = new Map(snapshot.vms.map(({ id }, index) => [id, index]));
      const hostIndex = new Map(snapshot.hosts.map(({ id }, index) => [id, index]));
      const averages = vmAverages(policy.usualDemandSeconds / 60);
      const usualMhz = new Map(snapshot.vms.map(({ id }, index) => [id, averages[index] as number]));
      const { plan } = planSteadily(snapshot, usualMhz, policy);
      const moves = plan.moves.map(({ vmId, toHostId }) => ({
        vm: vmIndex.get(vmId) as number,
        to: hostIndex.get(toHostId) as number,
      }));
      return { moves };
    },
    check(view, move, ahead) {
      const { result } = checkMove({
        move: toPlannedMove(view, move),
        snapshot: view.snapshot,
        policy,
        unfinished: ahead.map((other) => toPlannedMove(view, other)),
        companions: new Set(),
        isEvacuation: false,
      });
      return result;
    },
  };
}

function toPlannedMove({ snapshot }: View, { vm, to }: WantedMove) {
  const moved = snapshot.vms[vm];
  const host = snapshot.hosts[to];
  if (moved === undefined || host === undefined) throw new RangeError('a move of things that are not there');
  return {
    vmId: moved.id,
    vmName: moved.name ?? moved.id,
    fromHostId: moved.hostId,
    toHostId: host.id,
    toHostName: host.name ?? host.id,
    kind: 'live' as const,
  };
}
