import { type HostLoad, simulateMoves } from '../../engine/figures.ts';
import { byName } from '../../model/compare-names.ts';
import type { HostState } from '../../model/host.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A host before and after some moves: load in percent of what its reserve leaves. */
export interface HostChange {
  hostId: string;
  name: string;
  state: HostState; // in the snapshot
  cpuBefore: number;
  cpuAfter: number;
  memoryBefore: number;
  memoryAfter: number;
  vmsBefore: number;
  vmsAfter: number;
  isTouched: boolean; // a move leaves it or comes to it
}

type Route = Pick<PlannedMove, 'vmId' | 'fromHostId' | 'toHostId'>;

/** All hosts of a snapshot before and after these moves, by name. Moves of unknown VMs change nothing. */
export function compareHosts(snapshot: Snapshot, moves: readonly Route[]): HostChange[] {
  const steps = simulateMoves(snapshot, moves);
  const before = byHost(steps[0] ?? []);
  const after = byHost(steps.at(-1) ?? []);
  const vmsBefore = new Map<string, number>();
  for (const vm of snapshot.vms) vmsBefore.set(vm.hostId, (vmsBefore.get(vm.hostId) ?? 0) + 1);
  const known = new Set(snapshot.vms.map((vm) => vm.id));
  const real = moves.filter((move) => known.has(move.vmId));
  return snapshot.hosts
    .map((host) => {
      const left = real.filter((move) => move.fromHostId === host.id).length;
      const came = real.filter((move) => move.toHostId === host.id).length;
      const count = vmsBefore.get(host.id) ?? 0;
      return {
        hostId: host.id,
        name: host.name ?? host.id,
        state: host.state,
        cpuBefore: percent(before.get(host.id)?.cpu),
        cpuAfter: percent(after.get(host.id)?.cpu),
        memoryBefore: percent(before.get(host.id)?.memory),
        memoryAfter: percent(after.get(host.id)?.memory),
        vmsBefore: count,
        vmsAfter: count - left + came,
        isTouched: left + came > 0,
      };
    })
    .sort(byName);
}

const byHost = (loads: readonly HostLoad[]): Map<string, HostLoad> =>
  new Map(loads.map((load) => [load.hostId, load]));

const percent = (fraction: number | undefined): number => (fraction ?? 0) * 100;
