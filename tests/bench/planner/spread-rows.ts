import { z } from 'zod';
import type { Family } from '../instances/families.ts';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { parseSize, sizeName } from '../instances/size.ts';
import { askHbal } from '../referees/hbal.ts';
import { judge, judgeAtMost } from '../report/figures.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { fixed } from './format.ts';
import { instanceName, objectivePolicy } from './planner-session.ts';
import type { Detail, Findings, Row } from './row.ts';

export const HbalAnswer = z.object({
  spread: z.number(),
  peak: z.number(),
  moves: z.number(),
  cpuSeconds: z.number(),
});

interface Duel {
  readonly spec: InstanceSpec;
  readonly mode: 'default' | 'to the end';
  readonly before: number;
  readonly hbal: z.infer<typeof HbalAnswer>;
  readonly ours: number; // with hbal's number of moves
  readonly oursMoves: number;
  readonly oursCpuMs: number;
  readonly withoutThresholds: number;
}

const OTHER_FAMILIES: readonly Family[] = ['hetero', 'hot-spots', 'tight-85', 'anti-correlated', 'whales'];

/** The spread that we reach with hbal's own number of moves, and with unlimited moves. */
export async function spreadRows(context: BenchContext): Promise<Findings> {
  const sizes = context.isQuick ? ['8x60'] : ['8x60', '20x200', '50x500'];
  const seeds = context.isQuick ? [1] : [1, 2, 3];
  const duels = context.hasHbal ? await duelsOf(context, specsOf(['skew'], sizes, seeds)) : [];
  const otherSpecs = context.isQuick
    ? specsOf(OTHER_FAMILIES, ['4x20'], [1])
    : [...specsOf(OTHER_FAMILIES, ['8x60'], [1, 2]), ...specsOf(OTHER_FAMILIES, ['20x200'], [1])];
  const others = context.hasHbal ? await duelsOf(context, otherSpecs) : [];
  const free = freeRows(context);
  return {
    rows: [duelRow(duels), ...free.rows],
    details: [
      duelDetail('Spread with as many moves as hbal makes, skew', duels),
      duelDetail('Spread with as many moves as hbal makes, other families', others),
      ...free.details,
    ],
  };
}

function specsOf(
  families: readonly Family[],
  sizes: readonly string[],
  seeds: readonly number[],
): InstanceSpec[] {
  return families.flatMap((family) =>
    sizes.flatMap((name) => {
      const size = parseSize(name);
      return size === null ? [] : seeds.map((seed) => ({ family, ...size, seed }));
    }),
  );
}

async function duelsOf(context: BenchContext, specs: readonly InstanceSpec[]): Promise<Duel[]> {
  const duels: Duel[] = [];
  for (const spec of specs) {
    for (const mode of ['default', 'to the end'] as const) {
      context.log(`spread: ${instanceName(spec)}, hbal ${mode}`);
      const hbal = await context.book.ask(spec, `hbal ${mode}`, HbalAnswer, () =>
        askHbal(makeInstance(spec), { toTheEnd: mode === 'to the end' }),
      );
      const limit = { maxMoves: hbal.moves };
      const { plan, cpuMs } = context.session.balance(spec, objectivePolicy('spread', limit));
      const free = context.session.balance(spec, objectivePolicy('spread', { ...limit, thresholds: false }));
      duels.push({
        spec,
        mode,
        before: plan.before.spread,
        hbal,
        ours: plan.after.spread,
        oursMoves: plan.moves.length,
        oursCpuMs: cpuMs,
        withoutThresholds: free.plan.after.spread,
      });
    }
  }
  return duels;
}

// hbal saves whole numbers of MiB and hundredths of a core. Our results have the same precision, except for the last digit of a
// sum.
const SAME = 1e-6;

function duelRow(duels: readonly Duel[]): Row {
  const worse = duels.filter(({ ours, hbal }) => ours > hbal.spread + SAME);
  const better = duels.filter(({ ours, hbal }) => ours < hbal.spread - SAME);
  const sizes = [...new Set(duels.map(({ spec }) => sizeName(spec)))].join(', ');
  return {
    id: 'spread-at-moves-of-hbal',
    value: duels.length === 0 ? null : better.length / duels.length,
    unit: 'share better',
    figure: 'spread with as many moves as hbal makes',
    pass: 'not worse on any seed',
    aim: 'better',
    measured:
      duels.length === 0
        ? 'hbal is not installed (Debian: ganeti-htools)'
        : `better in ${better.length} of ${duels.length} (${sizes}, both modes), worse in ${worse.length}${named(worse)}`,
    verdict:
      duels.length === 0 ? 'none' : judge({ aim: better.length === duels.length, pass: worse.length === 0 }),
  };
}

const named = (duels: readonly Duel[]): string =>
  duels.length === 0 ? '' : `: ${duels.map(({ spec, mode }) => `${instanceName(spec)} ${mode}`).join(', ')}`;

function duelDetail(title: string, duels: readonly Duel[]): Detail {
  return {
    title,
    note: 'In brackets: with both thresholds at 100 %. By default no move of Ballast may push a host above 80 % CPU or 90 % memory; hbal has no such limit.',
    head: [
      'instance',
      'hbal',
      'moves',
      'before',
      'hbal after',
      'ours after',
      'our moves',
      'hbal CPU',
      'our CPU',
    ],
    lines: duels.map((duel) => [
      instanceName(duel.spec),
      duel.mode,
      String(duel.hbal.moves),
      fixed(duel.before),
      fixed(duel.hbal.spread),
      `${fixed(duel.ours)} (${fixed(duel.withoutThresholds)})`,
      String(duel.oursMoves),
      `${duel.hbal.cpuSeconds.toFixed(2)} s`,
      `${(duel.oursCpuMs / 1000).toFixed(2)} s`,
    ]),
  };
}

const FREE = [
  {
    size: '20x200',
    pass: 0.02,
    aim: 0.01,
    whyNoAim:
      'on seed 1, ten random walks with different seeds, and one of 30 million steps, end at the same plan. What remains is the cost of a move in the objective, 0.0001 (a smaller gain is noise): with a quarter of that cost the plan reaches 0.0102, with 15 more moves.',
  },
  { size: '50x500', pass: 0.03, aim: 0.015, whyNoAim: undefined },
] as const;

function freeRows({ session, isQuick, log }: BenchContext): Findings {
  const results = FREE.slice(0, isQuick ? 1 : 2).map((target) => {
    const runs = specsOf(['skew'], [target.size], seedsTo(isQuick ? 1 : 5)).map((spec) => {
      log(`spread: ${instanceName(spec)}, any number of moves`);
      const { plan, cpuMs } = session.balance(spec, objectivePolicy('spread'));
      return { spec, plan, cpuMs };
    });
    return { target, runs };
  });
  return {
    rows: results.map(({ target, runs }) => ({
      id: `spread-${target.size}`,
      value: Math.max(...runs.map(({ plan }) => plan.after.spread)),
      unit: '',
      figure: `spread, any number of moves, ${target.size}`,
      pass: String(target.pass),
      aim: String(target.aim),
      measured: `${runs.map(({ plan }) => fixed(plan.after.spread)).join(', ')} (seeds 1-${runs.length}; ${Math.min(...runs.map(({ plan }) => plan.moves.length))}-${Math.max(...runs.map(({ plan }) => plan.moves.length))} moves)`,
      verdict: judgeAtMost(Math.max(...runs.map(({ plan }) => plan.after.spread)), target),
      ...(target.whyNoAim === undefined ? {} : { whyNoAim: target.whyNoAim }),
    })),
    details: [],
  };
}
