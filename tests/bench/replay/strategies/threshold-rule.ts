import type { WantedMove } from '../world.ts';
import { hostIndexOf, usable } from './shares.ts';
import type { Strategy, View } from './strategy.ts';

const CRITICAL_CPU = 0.9;
const START_CPU = 0.85 * CRITICAL_CPU; // .765
const STOP_CPU = 0.65 * CRITICAL_CPU; // .585
const START_FREE_MIB = 1.2 * 1000;
const STOP_FREE_MIB = 1.5 * 1000;
const COOL_DOWN_SECONDS = 1800;
/** Weighted three quarters by the last minute and one quarter by the last half hour. */
const NOW_WEIGHT = 0.75;
const BEFORE_MINUTES = 30;

interface Averages {
  cpu: number;
  freeMiB: number;
}

/**
 * Xen Orchestra's performance plan with its defaults (the documentation of its load balancer, and the classes Plan
 * and PerformancePlan). Once a minute, hosts above 85 % of the critical CPU threshold (90 %) or with too little
 * memory, the worst first, give VMs to the least loaded host, the busiest VM first, until they are below 65 % of
 * it. A VM that moved stays for 30 minutes.
 */
export const thresholdRule: Strategy = {
  name: 'threshold',
  about:
    "as Xen Orchestra's performance plan with its defaults: every minute, hosts above 76.5 % CPU move their busiest VMs to the least loaded hosts until they are below 58.5 %; 30 minutes of cool-down",
  everySeconds: 60,
  decide(view) {
    const hosts = hostAverages(view);
    const vmMhz = weigh(view.vmAverages(1), view.vmAverages(BEFORE_MINUTES));
    const nowCpu = view.hostAverages(1);
    const exceeded = [...hosts.keys()]
      .filter(
        (host) =>
          isExceeded(hosts[host] as Averages) &&
          isExceeded({ ...(hosts[host] as Averages), cpu: nowCpu[host] as number }),
      )
      .sort((a, b) => compareHosts(hosts[b] as Averages, hosts[a] as Averages) || a - b);
    return { moves: exceeded.flatMap((host) => unload(view, hosts, vmMhz, host)) };
  },
};

function unload(view: View, hosts: Averages[], vmMhz: Float64Array, source: number): WantedMove[] {
  const { snapshot } = view;
  const from = hosts[source] as Averages;
  const hostOf = hostIndexOf(snapshot);
  const moves: WantedMove[] = [];
  const residents = [...snapshot.vms.keys()]
    .filter((vm) => hostOf[vm] === source)
    .sort((a, b) => (vmMhz[b] as number) - (vmMhz[a] as number) || a - b);
  for (const vm of residents) {
    if (from.cpu <= STOP_CPU && from.freeMiB >= STOP_FREE_MIB) break;
    if (view.seconds - (view.movedAt[vm] as number) < COOL_DOWN_SECONDS) continue;
    const to = [...hosts.keys()]
      .filter((host) => host !== source)
      .sort((a, b) => compareHosts(hosts[a] as Averages, hosts[b] as Averages) || a - b)[0];
    if (to === undefined) break;
    const target = hosts[to] as Averages;
    const cpuThere = (vmMhz[vm] as number) / usable(snapshot, to).cpuMhz;
    const memoryMiB = snapshot.vms[vm]?.memoryMiB ?? 0;
    if (target.cpu + cpuThere >= STOP_CPU || target.freeMiB - memoryMiB <= START_FREE_MIB) continue;
    from.cpu -= (vmMhz[vm] as number) / usable(snapshot, source).cpuMhz;
    from.freeMiB += memoryMiB;
    target.cpu += cpuThere;
    target.freeMiB -= memoryMiB;
    moves.push({ vm, to });
  }
  return moves;
}

function hostAverages(view: View): Averages[] {
  const cpu = weigh(view.hostAverages(1), view.hostAverages(BEFORE_MINUTES));
  const hostOf = hostIndexOf(view.snapshot);
  const freeMiB = view.snapshot.hosts.map((_, host) => usable(view.snapshot, host).memoryMiB);
  view.snapshot.vms.forEach((vm, index) => {
    const host = hostOf[index] as number;
    freeMiB[host] = (freeMiB[host] as number) - vm.memoryMiB;
  });
  return freeMiB.map((free, host) => ({ cpu: cpu[host] as number, freeMiB: free }));
}

const weigh = (now: Float64Array, before: Float64Array): Float64Array =>
  now.map((value, i) => NOW_WEIGHT * value + (1 - NOW_WEIGHT) * (before[i] as number));

const isExceeded = ({ cpu, freeMiB }: Averages): boolean => cpu >= START_CPU || freeMiB <= START_FREE_MIB;

/**
 * Below zero: `a` is the better destination. Hosts over their limit come last, then hosts with more CPU load, then
 * hosts with less free memory.
 */
function compareHosts(a: Averages, b: Averages): number {
  return Number(isExceeded(a)) - Number(isExceeded(b)) || a.cpu - b.cpu || b.freeMiB - a.freeMiB;
}
