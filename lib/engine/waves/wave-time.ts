import { type Cluster, routeIn } from '../cluster/cluster.ts';
import { convergence } from '../constraints/convergence.ts';
import { predictMove } from '../forecast/predict-move.ts';

/** The time of a move: alone from start to end, and its share of the links of its hosts. */
export interface MoveTime {
  readonly seconds: number;
  readonly copiedMiB: number;
}

/** The time of one move alone, live if that converges. */
export function moveTime(cluster: Cluster, vm: number, from: number, to: number): MoveTime {
  const [found, source, destination] = [cluster.vms[vm], cluster.hosts[from], cluster.hosts[to]];
  if (!found || !source || !destination) return { seconds: 0, copiedMiB: 0 };
  const isLive = convergence(cluster, vm, to) === null;
  const kind = found.state === 'stopped' ? 'offline' : isLive ? 'live' : 'quick';
  const { seconds, transferredMiB } = predictMove(found, kind, routeIn(cluster, source, destination));
  return { seconds, copiedMiB: transferredMiB };
}

/**
 * Seconds of a run that waits for each wave. A wave takes as long as its longest move, or as the busiest link needs
 * for all its data, because moves on one link share its bandwidth.
 */
export function secondsOfWaves(
  cluster: Cluster,
  moves: readonly { vm: number; from: number; to: number; wave: number }[],
): number {
  let total = 0;
  let wave: { number: number; seconds: number; linkSeconds: Map<number, number> } | null = null;
  for (const { vm, from, to, wave: number } of moves) {
    if (wave === null || wave.number !== number) {
      total += wave?.seconds ?? 0;
      wave = { number, seconds: 0, linkSeconds: new Map() };
    }
    const { seconds, copiedMiB } = moveTime(cluster, vm, from, to);
    wave.seconds = Math.max(wave.seconds, seconds);
    for (const host of [from, to]) {
      const busy = (wave.linkSeconds.get(host) ?? 0) + copiedMiB / cluster.bandwidthMiBps[host];
      wave.linkSeconds.set(host, busy);
      wave.seconds = Math.max(wave.seconds, busy);
    }
  }
  return total + (wave?.seconds ?? 0);
}
