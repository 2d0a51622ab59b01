import { asEvened, type Cluster } from './cluster/cluster.ts';
import { Tally } from './figures.ts';
import type { OrderedMove } from './waves/ordered-move.ts';

/** The balanced measure on the two hosts of a move, as fractions. */
export interface PairLoads {
  source: { cpu: number; memory: number };
  destination: { cpu: number; memory: number };
}

/**
 * What a VM's move contributes to the end of a plan: how much worse the end would be without it, and its two hosts in
 * both cases.
 */
export interface MoveGain {
  gain: number;
  with: PairLoads;
  without: PairLoads;
}

type Moved = Pick<OrderedMove, 'vm' | 'from' | 'to'>;

/**
 * The gain of each of these moves, in the measure by which moves are judged: their worth on their hosts, or the
 * objective's figure if the policy has a minimum gain of it. VMs that move as one share theirs.
 */
export function gainsOf(cluster: Cluster, moves: readonly Moved[]): (move: Moved) => MoveGain {
  const tally = new Tally(asEvened(cluster));
  for (const { vm, to } of moves) tally.move(vm, to);
  const end = judged(cluster, tally);
  return ({ vm, from, to }) => {
    const members = [...cluster.units[cluster.unitOf[vm]].members];
    const ends = members.map((member) => tally.hostOfVm(member));
    const moved = loadsOf(tally, from, to);
    for (const member of members) tally.move(member, cluster.homeOf[member]);
    const gain = (judged(cluster, tally) - end) / members.length;
    const without = loadsOf(tally, from, to);
    for (const [i, member] of members.entries()) tally.move(member, ends[i]);
    return { gain, with: moved, without };
  };
}

/** The figure that moves minimize. Relief has its own reasons: here only balance counts. */
function judged({ policy }: Cluster, tally: Tally): number {
  const { spread, peak } = tally.figures();
  const isPeak = policy.objective === 'peak';
  if (policy.minGain !== null) return isPeak ? peak : spread;
  return tally.unevenness() + (isPeak ? peak / 2 : 0);
}

const loadsOf = (tally: Tally, from: number, to: number): PairLoads => ({
  source: { cpu: tally.cpuLoad(from), memory: tally.memoryLoad(from) },
  destination: { cpu: tally.cpuLoad(to), memory: tally.memoryLoad(to) },
});
