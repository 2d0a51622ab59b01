import { z } from 'zod';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { sizeName } from '../instances/size.ts';
import { meanLoadBound } from '../referees/figures.ts';
import { askHbal } from '../referees/hbal.ts';
import { minPeak } from '../referees/min-peak.ts';
import { judge, judgeAtMost } from '../report/figures.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { fixed, milliseconds, percent } from './format.ts';
import { instanceName, objectivePolicy } from './planner-session.ts';
import type { Detail, Findings, Row } from './row.ts';
import { HbalAnswer } from './spread-rows.ts';

const MinPeakAnswer = z.object({ peak: z.number(), bound: z.number(), isProven: z.boolean() }).nullable();

interface Case {
  readonly hosts: number;
  readonly vms: number;
  readonly moves: number;
  readonly seeds: readonly number[];
  readonly seconds: number; // of CPU time, for HiGHS
}

interface Outcome {
  readonly spec: InstanceSpec;
  readonly ours: number;
  readonly withoutThresholds: number;
  readonly cpuMs: number;
  readonly hbal: number | null;
  readonly highs: z.infer<typeof MinPeakAnswer>;
}

/**
 * The peak that a limited number of moves reaches, compared with the proven optimum, or with the best result of
 * HiGHS within its time.
 */
export async function peakRows(context: BenchContext): Promise<Findings> {
  const small: Case = context.isQuick
    ? { hosts: 4, vms: 20, moves: 4, seeds: [1, 2], seconds: 60 }
    : { hosts: 8, vms: 60, moves: 9, seeds: seedsTo(20), seconds: 300 };
  const large: Case = { hosts: 20, vms: 200, moves: 23, seeds: seedsTo(3), seconds: 120 };
  const proven = await outcomesOf(context, small);
  const raced = context.isQuick ? [] : await outcomesOf(context, large);
  return {
    rows: [againstOptimum(small, proven), ...(context.isQuick ? [] : [againstIncumbent(large, raced)])],
    details: [detailOf(small, proven), ...(context.isQuick ? [] : [detailOf(large, raced)])],
  };
}

async function outcomesOf(context: BenchContext, found: Case): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const seed of found.seeds) {
    const spec: InstanceSpec = { family: 'skew', hosts: found.hosts, vms: found.vms, seed };
    context.log(`peak: ${instanceName(spec)}, ${found.moves} moves`);
    outcomes.push(await outcomeOf(context, spec, found));
  }
  return outcomes;
}

async function outcomeOf(context: BenchContext, spec: InstanceSpec, found: Case): Promise<Outcome> {
  const { session, book } = context;
  const snapshot = makeInstance(spec);
  const { moves, seconds } = found;
  const { plan, cpuMs } = session.balance(spec, objectivePolicy('peak', { maxMoves: moves }));
  const free = session.balance(spec, objectivePolicy('peak', { maxMoves: moves, thresholds: false }));
  const highs = await book.ask(spec, `highs peak, ${moves} moves, ${seconds} s CPU`, MinPeakAnswer, () =>
    minPeak(snapshot, moves, seconds),
  );
  const hbal = context.hasHbal
    ? await book.ask(spec, `hbal, at most ${moves} moves`, HbalAnswer, () =>
        askHbal(snapshot, { toTheEnd: true, maxMoves: moves }),
      )
    : null;
  return {
    spec,
    ours: plan.after.peak,
    withoutThresholds: free.plan.after.peak,
    cpuMs,
    hbal: hbal?.peak ?? null,
    highs,
  };
}

const above = (value: number, reference: number): number => value / reference - 1;

function againstOptimum({ moves, ...size }: Case, outcomes: readonly Outcome[]): Row {
  const proven = outcomes.flatMap(({ ours, highs }) => (highs?.isProven ? [above(ours, highs.peak)] : []));
  return {
    id: `peak-${sizeName(size)}-above-optimum`,
    value: proven.length === 0 ? null : Math.max(...proven),
    unit: 'share',
    figure: `${sizeName(size)}, at most ${moves} moves, peak above the proven optimum`,
    pass: '3 %',
    aim: '1 % on every seed',
    measured: `${proven.map((share) => percent(Math.abs(share) <= SAME ? 0 : share)).join(', ')} (${proven.length} of ${outcomes.length} proven)`,
    verdict: proven.length === 0 ? 'none' : judgeAtMost(Math.max(...proven), { pass: 0.03, aim: 0.01 }),
  };
}

function againstIncumbent({ moves, seconds, ...size }: Case, outcomes: readonly Outcome[]): Row {
  const answered = outcomes.flatMap(({ ours, highs }) =>
    highs ? [{ share: above(ours, highs.peak), isProven: highs.isProven }] : [],
  );
  const slowestMs = Math.max(...outcomes.map(({ cpuMs }) => cpuMs));
  const worst = Math.max(...answered.map(({ share }) => share));
  // If HiGHS has proved that its result is optimal, nothing can be better, so the target is the same value.
  const isBest = answered.every(({ share, isProven }) => share < -SAME || (isProven && share <= SAME));
  return {
    id: `peak-${sizeName(size)}-above-highs`,
    value: answered.length === 0 ? null : worst,
    unit: 'share',
    figure: `${sizeName(size)} peak against HiGHS after ${seconds} s (of CPU), ${moves} moves`,
    pass: 'not worse',
    aim: 'better, in under 1 s',
    measured: `${answered.map(({ share, isProven }) => `${signed(share)}${isProven ? ' (proven optimal)' : ''}`).join(', ')}; ${milliseconds(slowestMs)} CPU at most`,
    verdict: answered.length === 0 ? 'none' : judge({ aim: isBest && slowestMs < 1000, pass: worst <= SAME }),
    whyNoAim:
      'no plan can be better than a result that HiGHS proved optimal. It did not prove seed 2; three random walks of 20 million steps, with seeds 1 to 3, reach the same peak as HiGHS.',
  };
}

// HiGHS reports a result as optimal within a tolerance of one in a hundred thousand.
const SAME = 1e-5;

const signed = (share: number): string =>
  Math.abs(share) <= SAME ? 'equal' : `${share > 0 ? '+' : ''}${percent(share)}`;

function detailOf({ moves, ...size }: Case, outcomes: readonly Outcome[]): Detail {
  return {
    title: `Peak after at most ${moves} moves, skew ${sizeName(size)}`,
    note: 'In brackets: with both thresholds at 100 %. The bound is the one that HiGHS proved; the mean load is a lower bound for any number of moves.',
    head: ['seed', 'ours', 'HiGHS', 'bound', 'mean load', 'hbal'],
    lines: outcomes.map(({ spec, ours, withoutThresholds, highs, hbal }) => [
      String(spec.seed),
      `${fixed(ours)} (${fixed(withoutThresholds)})`,
      highs ? `${fixed(highs.peak)}${highs.isProven ? ', proven' : ''}` : 'nothing found',
      highs ? fixed(highs.bound) : '-',
      fixed(meanLoadBound(makeInstance(spec))),
      hbal === null ? '-' : fixed(hbal),
    ]),
  };
}
