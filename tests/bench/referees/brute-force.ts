import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { type Figures, figuresOf } from './figures.ts';

/** The smallest figure of all valid placements with at most `maxMoves` moves. Enumerates all of them: for 3 hosts and 6 VMs. */
export function bruteForce(snapshot: Snapshot, figure: keyof Figures, maxMoves: number): number {
  const { hosts, vms } = snapshot;
  const freeMiB = new Map(hosts.map((host) => [host.id, host.memoryMiB - host.reserve.memoryMiB]));
  const placement = new Map<string, string>();
  let best = Number.POSITIVE_INFINITY;
  const place = (index: number, moves: number): void => {
    const vm = vms[index];
    if (vm === undefined) {
      best = Math.min(best, figuresOf(snapshot, placement)[figure]);
      return;
    }
    for (const host of hosts) {
      const left = (freeMiB.get(host.id) ?? 0) - vm.memoryMiB;
      const movesNow = moves + (host.id === vm.hostId ? 0 : 1);
      if (left < 0 || movesNow > maxMoves) continue;
      freeMiB.set(host.id, left);
      placement.set(vm.id, host.id);
      place(index + 1, movesNow);
      freeMiB.set(host.id, left + vm.memoryMiB);
    }
  };
  place(0, 0);
  return best;
}
