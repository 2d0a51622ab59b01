import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { bruteForce } from '../referees/brute-force.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { fixed } from './format.ts';
import { objectivePolicy } from './planner-session.ts';
import type { Findings } from './row.ts';

const MOVES = 3;

/** Our result compared with the best of all placements, for sizes that can be enumerated: 3 hosts and 6 VMs. */
export function bruteForceDetail({ session, isQuick, log }: BenchContext): Findings {
  log('brute force: skew 3x6');
  const lines = seedsTo(isQuick ? 2 : 8).map((seed) => {
    const spec: InstanceSpec = { family: 'skew', hosts: 3, vms: 6, seed };
    const figures = (['peak', 'spread'] as const).flatMap((figure) => {
      const policy = objectivePolicy(figure, { maxMoves: MOVES, thresholds: false });
      const { plan } = session.balance(spec, policy);
      return [fixed(plan.after[figure]), fixed(bruteForce(makeInstance(spec), figure, MOVES))];
    });
    return [String(seed), ...figures];
  });
  return {
    rows: [],
    details: [
      {
        title: `Compared with every possible placement, skew 3x6, at most ${MOVES} moves, thresholds at 100 %`,
        note: 'The best placement may be unreachable: with hosts this full, there may be no order of moves in which every step fits.',
        head: ['seed', 'our peak', 'least peak', 'our spread', 'least spread'],
        lines,
      },
    ],
  };
}
