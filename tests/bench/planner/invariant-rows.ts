import { families } from '../instances/families.ts';
import { parseSize } from '../instances/size.ts';
import { judge } from '../report/figures.ts';
import { type BenchContext, seedsTo } from './bench-context.ts';
import { filePolicy } from './file-policy.ts';
import { instanceName, objectivePolicy } from './planner-session.ts';
import type { Findings, Row } from './row.ts';

const SWEEP = [
  { size: '4x20', seeds: 8 },
  { size: '8x60', seeds: 8 },
  { size: '20x200', seeds: 2 },
] as const;

/** Plans of every family, for every objective and an evacuation. Only their faults are counted. */
export function sweepFamilies({ session, isQuick, log }: BenchContext): void {
  for (const { size: name, seeds } of isQuick ? SWEEP.slice(0, 1) : SWEEP) {
    const size = parseSize(name);
    if (size === null) continue;
    for (const family of families) {
      log(`sweep: ${family} ${name}`);
      for (const seed of seedsTo(isQuick ? 2 : seeds)) {
        const spec = { family, ...size, seed };
        session.balance(spec, filePolicy());
        session.balance(spec, filePolicy({ aggressiveness: 5, maxMoves: null, simultaneousMovesPerHost: 1 }));
        session.balance(spec, objectivePolicy('spread'));
        session.balance(spec, objectivePolicy('peak'));
        session.evacuate(spec, 'h1');
      }
    }
  }
}

/** Moves in plans for clusters that need none. */
export function balancedRow({ session, isQuick, log }: BenchContext): Row {
  const sizes = isQuick ? ['4x20'] : ['4x20', '8x60', '20x200', '50x500'];
  const specs = sizes.flatMap((name) => {
    const size = parseSize(name);
    return size === null ? [] : seedsTo(8).map((seed) => ({ family: 'balanced' as const, ...size, seed }));
  });
  log(`balanced: ${specs.length} clusters`);
  const restless = specs.filter((spec) =>
    [1, 2, 3, 4, 5].some(
      (aggressiveness) => session.balance(spec, filePolicy({ aggressiveness })).plan.moves.length > 0,
    ),
  );
  return {
    id: 'balanced-clusters-moved',
    value: restless.length,
    unit: '',
    figure: 'moves on a balanced cluster',
    pass: '0',
    aim: '0',
    measured: `${restless.length} of ${specs.length} clusters moved, at aggressiveness 1-5${restless.length === 0 ? '' : `: ${restless.map(instanceName).join(', ')}`}`,
    verdict: judge({ aim: restless.length === 0, pass: restless.length === 0 }),
  };
}

/** The faults of all plans so far, so it is called last. */
export function faultRow({ session }: BenchContext): Findings {
  const { plans, faults } = session;
  return {
    rows: [
      {
        id: 'hard-limits-broken',
        value: faults.length,
        unit: '',
        figure: 'hard limits broken at any moment of any plan',
        pass: '0',
        aim: '0',
        measured: `${faults.length} in ${plans} plans of ${families.length} families`,
        verdict: judge({ aim: faults.length === 0, pass: faults.length === 0 }),
      },
    ],
    details:
      faults.length === 0
        ? []
        : [
            {
              title: 'Faults found',
              head: ['instance', 'asked', 'fault', 'where'],
              lines: faults.map(({ instance, asked, code, path }) => [instance, asked, code, path]),
            },
          ],
  };
}
