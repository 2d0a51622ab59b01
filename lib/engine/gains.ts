import { asEvened, type Cluster } from './cluster/cluster.ts';
import { Tally } from './figures.ts';
import type { OrderedMove } from './waves/ordered-move.ts';

/** For each moved VM how much worse the objective's figure would be at the end without its move; VMs that move as one share. */
export function gainsOf(
  cluster: Cluster,
  moves: readonly Pick<OrderedMove, 'vm' | 'to'>[],
): Map<number, number> {
  const tally = new Tally(asEvened(cluster));
  for (const { vm, to } of moves) tally.move(vm, to);
  const figure = cluster.policy.objective === 'peak' ? 'peak' : 'spread';
  const end = tally.figures()[figure];
  const gains = new Map<number, number>();
  for (const { vm } of moves) {
    const members = [...(cluster.units[cluster.unitOf[vm] as number]?.members ?? [vm])];
    const ends = members.map((member) => tally.hostOfVm(member));
    for (const member of members) tally.move(member, cluster.homeOf[member] as number);
    gains.set(vm, (tally.figures()[figure] - end) / members.length);
    for (const [i, member] of members.entries()) tally.move(member, ends[i] as number);
  }
  return gains;
}
