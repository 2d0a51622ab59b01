import type { PlannedMove } from '../../lib/model/plan.ts';
import type { Snapshot } from '../../lib/model/snapshot.ts';

type Moves = readonly Pick<PlannedMove, 'vmId' | 'toHostId'>[];

/** A cluster as far as a failure needs it: where each running VM is, and what each host may hold, in MiB. */
interface Packing {
  hosts: readonly { id: string; isOnline: boolean; memoryMiB: number }[];
  vms: readonly { hostId: string; memoryMiB: number }[];
}

/** The cluster of a snapshot after these moves, with these hosts away. `keptMiB`: of each host for itself. VMs that are bound are lost with their host. */
export function packingOf(
  { hosts, vms }: Snapshot,
  { moves = [], away = [], keptMiB = 0 }: { moves?: Moves; away?: readonly string[]; keptMiB?: number },
): Packing {
  const goesTo = new Map(moves.map(({ vmId, toHostId }) => [vmId, toHostId]));
  return {
    hosts: hosts.map(({ id, state, memoryMiB }) => ({
      id,
      isOnline: state === 'online' && !away.includes(id),
      memoryMiB: memoryMiB - keptMiB,
    })),
    vms: vms
      .filter(({ state, localDevices = [] }) => state !== 'stopped' && localDevices.length === 0)
      .map(({ id, hostId, memoryMiB }) => ({ hostId: goesTo.get(id) ?? hostId, memoryMiB })),
  };
}

/** Every set of so many hosts that are online. */
export function failuresOf({ hosts }: Packing, size: number): string[][] {
  const online = hosts.flatMap(({ id, isOnline }) => (isOnline ? [id] : []));
  const choose = (from: number, left: number): string[][] =>
    left === 0
      ? [[]]
      : online.slice(from).flatMap((id, i) => choose(from + i + 1, left - 1).map((rest) => [id, ...rest]));
  return choose(0, size);
}

/** Whether the VMs of these hosts find places on the others: by trying every placement. It shares no code with the engine. */
export function isSurvived({ hosts, vms }: Packing, failed: readonly string[]): boolean {
  const free = hosts
    .filter(({ id, isOnline }) => isOnline && !failed.includes(id))
    .map(({ id, memoryMiB }) =>
      vms.filter((vm) => vm.hostId === id).reduce((left, vm) => left - vm.memoryMiB, memoryMiB),
    );
  const homeless = vms
    .filter(({ hostId }) => failed.includes(hostId))
    .map(({ memoryMiB }) => memoryMiB)
    .toSorted((a, b) => b - a);
  const place = (next: number): boolean => {
    const needs = homeless[next];
    if (needs === undefined) return true;
    return free.some((left, i) => {
      if (left < needs) return false;
      free[i] = left - needs;
      const fits = place(next + 1);
      free[i] = left;
      return fits;
    });
  };
  return place(0);
}
