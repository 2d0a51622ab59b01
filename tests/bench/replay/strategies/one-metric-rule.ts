import type { WantedMove } from '../world.ts';
import { hostIndexOf, usable } from './shares.ts';
import type { Strategy } from './strategy.ts';

/** The most used host may be this much above the least used one. */
const MARGIN = 0.1;

/**
 * ProxLB's rule (its documentation, "balanciness", and the class Calculations). As long as the most used host is
 * more than 10 points above the least used one, in one metric alone, VMs move from the most used host to the least
 * used one that can hold them, those with the least memory first. The rule does not remember earlier moves.
 */
export function oneMetricRule(metric: 'cpu' | 'memory', everySeconds: number): Strategy {
  return {
    name: `one-metric-${metric}`,
    about: `as ProxLB by used ${metric}: every ${everySeconds / 60} minutes, while the most used host is more than 10 points above the least used one, small VMs move from the first to the second`,
    everySeconds,
    decide({ snapshot }) {
      const hostOf = hostIndexOf(snapshot);
      const used = snapshot.hosts.map(() => 0);
      const heldMiB = snapshot.hosts.map(() => 0);
      const shareOf = (vm: number, host: number): number => {
        const { cpuMhz, memoryMiB } = usable(snapshot, host);
        const demand = snapshot.vms[vm]?.demand;
        return metric === 'cpu' ? (demand?.cpuMhz ?? 0) / cpuMhz : (demand?.memoryMiB ?? 0) / memoryMiB;
      };
      const place = (vm: number, host: number, sign: 1 | -1): void => {
        used[host] = (used[host] as number) + sign * shareOf(vm, host);
        heldMiB[host] = (heldMiB[host] as number) + sign * (snapshot.vms[vm]?.memoryMiB ?? 0);
      };
      hostOf.forEach((host, vm) => {
        place(vm, host, 1);
      });
      const touchedMiB = (vm: number): number => snapshot.vms[vm]?.demand.memoryMiB ?? 0;
      const smallFirst = [...snapshot.vms.keys()].sort((a, b) => touchedMiB(a) - touchedMiB(b) || a - b);
      const moves: WantedMove[] = [];
      for (const vm of smallFirst) {
        const most = used.indexOf(Math.max(...used));
        const least = used.indexOf(Math.min(...used));
        if ((used[most] as number) - (used[least] as number) <= MARGIN) break;
        if (hostOf[vm] !== most) continue;
        const needsMiB = snapshot.vms[vm]?.memoryMiB ?? 0;
        if ((heldMiB[least] as number) + needsMiB > usable(snapshot, least).memoryMiB) continue;
        place(vm, most, -1);
        place(vm, least, 1);
        moves.push({ vm, to: least });
      }
      return { moves };
    },
  };
}
