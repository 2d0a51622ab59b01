import { z } from 'zod';
import { EVACUATED_HOST_ID } from '../instances/evacuation.ts';
import type { Family } from '../instances/families.ts';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { parseSize, sizeName } from '../instances/size.ts';
import { hbalEmpties } from '../referees/hbal.ts';
import { minMovesToEmpty } from '../referees/min-moves.ts';
import { judge } from '../report/figures.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { mean, milliseconds } from './format.ts';
import { instanceName } from './planner-session.ts';
import type { Detail, Findings, Row } from './row.ts';

const MinMovesAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['infeasible', 'unknown']) }),
  z.object({ status: z.literal('feasible'), moves: z.number(), bound: z.number() }),
]);

/** For each fill: the share of the instances with an exact solution that must be evacuated. */
const FILLS = [
  { fill: 85, passShare: 1 },
  { fill: 92, passShare: 0.95 },
  { fill: 96, passShare: 0.9 },
  { fill: 99, passShare: 0.9 },
] as const;

// Few large VMs on each host, and the usual number. Both are difficult for different reasons.
const GROUPS = [
  { size: '8x36', seeds: 5, fills: [85, 92, 96, 99], seconds: 120 },
  { size: '8x60', seeds: 5, fills: [85, 92, 96, 99], seconds: 120 },
  { size: '20x100', seeds: 5, fills: [85, 92, 96], seconds: 120 },
] as const;

interface Outcome {
  readonly spec: InstanceSpec;
  readonly fill: number;
  readonly least: z.infer<typeof MinMovesAnswer>;
  readonly isEmptied: boolean;
  readonly moves: number;
  readonly cpuMs: number;
  readonly hbal: boolean | null;
}

/** Evacuations with an exact solution, and evacuations without one. */
export async function evacuationRows(context: BenchContext): Promise<Findings> {
  const outcomes: Outcome[] = [];
  for (const group of context.isQuick ? GROUPS.slice(0, 1) : GROUPS) {
    const size = parseSize(group.size);
    if (size === null) continue;
    for (const fill of group.fills) {
      for (const seed of seedsTo(context.isQuick ? 1 : group.seeds)) {
        const spec = { family: `evacuation-${fill}` as Family, ...size, seed };
        context.log(`evacuation: ${instanceName(spec)}`);
        outcomes.push(await outcomeOf(context, spec, fill, group.seconds));
      }
    }
  }
  return {
    rows: [...FILLS.map((target) => rowOf(target, outcomes)), infeasibleRow(context)],
    details: [detailOf(outcomes)],
  };
}

async function outcomeOf(
  { session, book, hasHbal }: BenchContext,
  spec: InstanceSpec,
  fill: number,
  seconds: number,
): Promise<Outcome> {
  const { plan, cpuMs } = session.evacuate(spec, EVACUATED_HOST_ID);
  const snapshot = makeInstance(spec);
  return {
    spec,
    fill,
    least: await book.ask(spec, `highs least moves, ${seconds} s CPU`, MinMovesAnswer, () =>
      minMovesToEmpty(snapshot, EVACUATED_HOST_ID, seconds),
    ),
    isEmptied: plan.complete,
    moves: plan.moves.length,
    cpuMs,
    hbal: hasHbal
      ? await book.ask(spec, 'hbal evacuation', z.boolean(), () => hbalEmpties(snapshot, EVACUATED_HOST_ID))
      : null,
  };
}

/** Number of moves above the minimum. If the minimum is not proven, above the proven lower bound. */
const extraMoves = ({ least, moves }: Outcome): number =>
  least.status === 'feasible' ? moves - least.bound : Number.NaN;

function rowOf({ fill, passShare }: (typeof FILLS)[number], all: readonly Outcome[]): Row {
  const feasible = all.filter((outcome) => outcome.fill === fill && outcome.least.status === 'feasible');
  const emptied = feasible.filter(({ isEmptied }) => isEmptied);
  const extra = emptied.map(extraMoves);
  const byHbal = feasible.filter(({ hbal }) => hbal === true).length;
  const failed = feasible.filter(({ isEmptied }) => !isEmptied).map(({ spec }) => instanceName(spec));
  const moves =
    extra.length === 0
      ? ''
      : `, at most ${Math.max(...extra)} moves more than the least (on average ${mean(extra).toFixed(1)})`;
  return {
    id: `evacuations-${fill}`,
    value: feasible.length === 0 ? null : emptied.length / feasible.length,
    unit: 'share emptied',
    figure: `evacuations that are exactly feasible, ${fill} % fill`,
    pass: passShare === 1 ? 'all' : `${100 * passShare} %`,
    aim: 'all, at most one move more than the least',
    measured: `${emptied.length} of ${feasible.length} emptied${failed.length === 0 ? '' : ` (not: ${failed.join(', ')})`}${moves}; hbal ${byHbal}`,
    verdict:
      feasible.length === 0
        ? 'none'
        : judge({
            aim: emptied.length === feasible.length && Math.max(...extra) <= 1,
            pass: emptied.length >= passShare * feasible.length,
          }),
  };
}

function infeasibleRow({ session, isQuick, log }: BenchContext): Row {
  const specs = (isQuick ? ['8x60'] : ['4x20', '8x60', '20x200']).flatMap((name) => {
    const size = parseSize(name);
    return size === null ? [] : seedsTo(8).map((seed) => ({ family: 'infeasible' as const, ...size, seed }));
  });
  log(`evacuation: ${specs.length} infeasible ones`);
  const wrong = specs.filter((spec) => {
    const { plan } = session.evacuate(spec, EVACUATED_HOST_ID);
    return plan.complete || !plan.rejections.some(({ vmId }) => vmId !== undefined);
  });
  return {
    id: 'evacuations-infeasible-named',
    value: (specs.length - wrong.length) / specs.length,
    unit: 'share named',
    figure: 'infeasible evacuations: reported as such, and a VM named',
    pass: 'all',
    aim: 'all',
    measured: `${specs.length - wrong.length} of ${specs.length}${wrong.length === 0 ? '' : ` (not: ${wrong.map(instanceName).join(', ')})`}`,
    verdict: judge({ aim: wrong.length === 0, pass: wrong.length === 0 }),
  };
}

function detailOf(outcomes: readonly Outcome[]): Detail {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = `${sizeName(outcome.spec)} at ${outcome.fill} %`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return {
    title: 'Evacuations by size and fill',
    note: 'Fill: the share of the remaining hosts’ memory that all VMs together need. Least moves: as HiGHS computed it, including moves of other VMs; `>=` where it could not prove the minimum in 120 s of CPU time.',
    head: ['size and fill', 'feasible', 'emptied', 'hbal', 'least moves', 'our moves', 'our CPU, most'],
    lines: [...groups].map(([key, group]) => [
      key,
      `${group.filter(({ least }) => least.status === 'feasible').length} of ${group.length}`,
      String(group.filter(({ isEmptied }) => isEmptied).length),
      String(group.filter(({ hbal }) => hbal === true).length),
      group.map(minText).join(' '),
      group.map(({ moves, isEmptied }) => `${moves}${isEmptied ? '' : '!'}`).join(' '),
      milliseconds(Math.max(...group.map(({ cpuMs }) => cpuMs))),
    ]),
  };
}

function minText({ least }: Outcome): string {
  if (least.status !== 'feasible') return least.status === 'infeasible' ? 'none' : '?';
  return least.bound < least.moves ? `>=${least.bound}` : String(least.moves);
}
