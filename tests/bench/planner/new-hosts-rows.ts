import { carriedOut } from '../../../lib/engine/testing/carried-out.ts';
import type { Family } from '../instances/families.ts';
import { makeInstance } from '../instances/make-instance.ts';
import { judge } from '../report/figures.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { filePolicy } from './file-policy.ts';
import { fixed } from './format.ts';
import type { PlannerSession } from './planner-session.ts';
import type { Findings } from './row.ts';

const CLUSTERS: readonly { name: string; family: Family; hosts: number }[] = [
  { name: '3+1', family: 'new-hosts-25', hosts: 4 },
  { name: '8+2', family: 'new-hosts-20', hosts: 10 },
  { name: '16+16', family: 'new-hosts-50', hosts: 32 },
  { name: '64+8', family: 'new-hosts-11', hosts: 72 },
];
const VMS_A_HOST = 12; // average, including the new hosts
const MAX_PLANS = 60;

interface Outcome {
  readonly name: string;
  readonly seed: number;
  readonly before: number; // spread, as in the other figures
  readonly inOnePlan: number;
  readonly moves: number;
  readonly inMany: number;
  readonly plans: number;
  readonly movesOfMany: number;
  readonly hasStopped: boolean;
}

/** How new, empty hosts are used: one plan with unlimited moves, and repeated plans of twenty moves until one has none. */
export function newHostsRows({ session, isQuick, log }: BenchContext): Findings {
  const outcomes = (isQuick ? CLUSTERS.slice(0, 2) : CLUSTERS).flatMap((cluster) =>
    seedsTo(isQuick ? 1 : 3).map((seed) => {
      log(`new hosts: ${cluster.name}, seed ${seed}`);
      return outcomeOf(session, cluster, seed);
    }),
  );
  const shares = outcomes.flatMap(({ before, inOnePlan, inMany }) => [inOnePlan / before, inMany / before]);
  const worst = Math.max(...shares);
  const isGood = worst <= 0.5 && outcomes.every(({ hasStopped }) => hasStopped);
  return {
    rows: [
      {
        id: 'new-hosts-spread-left',
        value: worst,
        unit: 'share of the spread before',
        figure:
          'new, empty hosts, 3+1 to 64+8, aggressiveness 3: spread left, in one plan and in plans of 20',
        pass: 'half at most, and they stop',
        aim: 'half at most, and they stop',
        measured: `${fixed(worst, 2)} at most in ${outcomes.length} clusters; ${outcomes.filter(({ hasStopped }) => hasStopped).length} stopped`,
        verdict: judge({ aim: isGood, pass: false }),
      },
    ],
    details: [
      {
        title: 'New, empty hosts',
        note: 'Busy hosts at about 55 % CPU and 65 % memory, and new, empty hosts in the same cluster; default policy. One plan: any number of moves. Plans of 20: each plan is carried out before the next one is made, until a plan has no moves.',
        head: ['hosts', 'seed', 'before', 'one plan', 'moves', 'plans of 20', 'plans', 'moves'],
        lines: outcomes.map((outcome) => [
          outcome.name,
          String(outcome.seed),
          fixed(outcome.before, 3),
          fixed(outcome.inOnePlan, 3),
          String(outcome.moves),
          `${fixed(outcome.inMany, 3)}${outcome.hasStopped ? '' : ', did not stop'}`,
          String(outcome.plans),
          String(outcome.movesOfMany),
        ]),
      },
    ],
  };
}

function outcomeOf(
  session: PlannerSession,
  { name, family, hosts }: (typeof CLUSTERS)[number],
  seed: number,
): Outcome {
  const begun = makeInstance({ family, hosts, vms: VMS_A_HOST * hosts, seed });
  const label = `${family} ${name} ${seed}`;
  const { plan: one } = session.balanceSnapshot(label, begun, filePolicy({ maxMoves: null }));
  let snapshot = begun;
  let { plan } = session.balanceSnapshot(label, snapshot, filePolicy());
  let [plans, movesOfMany] = [0, 0];
  while (plan.moves.length > 0 && plans < MAX_PLANS) {
    [plans, movesOfMany] = [plans + 1, movesOfMany + plan.moves.length];
    snapshot = carriedOut(snapshot, plan.moves);
    plan = session.balanceSnapshot(label, snapshot, filePolicy()).plan;
  }
  return {
    name,
    seed,
    plans,
    movesOfMany,
    before: one.before.spread,
    inOnePlan: one.after.spread,
    moves: one.moves.length,
    inMany: plan.before.spread,
    hasStopped: plan.moves.length === 0,
  };
}
