import type { Search } from './search.ts';

/**
 * Sends units home again whose move does not lower the peak itself by the least gain. The search on the smooth stand-in moves
 * VMs of hosts that are near the peak as well; those moves bring nothing that anyone asked for.
 */
export function dropIdleMoves(search: Search, leastGain: number): void {
  const { placement } = search;
  const { units } = placement.cluster;
  let peak = peakOf(search);
  let isDone = false;
  while (!isDone) {
    isDone = true;
    for (const [unit, { home, members }] of units.entries()) {
      if (!placement.isDisplaced(unit) || !search.limits.isMovable[unit]) continue;
      if (search.gainOfReturning(unit) === Number.NEGATIVE_INFINITY) continue;
      const away = placement.hostOf[unit] as number;
      search.shift(unit, home);
      const without = peakOf(search);
      if (without - peak < Math.max(1e-9, leastGain * members.length)) {
        peak = without;
        isDone = false;
      } else {
        search.shift(unit, away);
      }
    }
  }
}

/** max(cpu load) + max(memory load) over the online hosts. */
function peakOf({ placement }: Search): number {
  let [cpu, memory] = [0, 0];
  for (const [host, online] of placement.cluster.isOnline.entries()) {
    if (!online) continue;
    cpu = Math.max(cpu, placement.cpuLoad(host));
    memory = Math.max(memory, placement.memoryLoad(host));
  }
  return cpu + memory;
}
