import { byName } from '@/lib/model/compare-names';
/** The order of the hosts in a strip. */
export type HeatOrder = 'cpu' | 'memory' | 'name';

interface RankedHost {
  name: string;
  cpuPercent: number | null;
  memoryPercent: number | null;
}

const rankings: Record<HeatOrder, (a: RankedHost, b: RankedHost) => number> = {
  cpu: (a, b) => (b.cpuPercent ?? -1) - (a.cpuPercent ?? -1) || byName(a, b),
  memory: (a, b) => (b.memoryPercent ?? -1) - (a.memoryPercent ?? -1) || byName(a, b),
  name: byName,
};

/** The hosts in the order of a strip, the highest load first; unknown loads come last. */
export const rankHosts = <Host extends RankedHost>(hosts: readonly Host[], order: HeatOrder): Host[] =>
  [...hosts].sort(rankings[order]);
