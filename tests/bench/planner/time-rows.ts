import { parseSize } from '../instances/size.ts';
import { judgeAtMost } from '../report/figures.ts';
import type { BenchContext } from './bench-context.ts';
import { filePolicy } from './file-policy.ts';
import { median, milliseconds } from './format.ts';
import { type Measurement, measurePlan } from './measure-plan.ts';
import { objectivePolicy } from './planner-session.ts';
import type { Findings, Row } from './row.ts';

const TARGETS = [
  { name: '50x500', passMs: 300, aimMs: 50 },
  { name: '1000x10000', passMs: 3000, aimMs: 1000 },
] as const;

const WHY_NO_AIM = {
  relieve:
    'close to the aim on a faster machine (AMD EPYC): 47 to 58 ms of CPU in nine runs, 39 to 48 ms of wall time. CPU time includes the threads that compile; with five or twenty warm-up plans instead of one it was 41 ms.',
  spread:
    'the plan has more than a hundred moves, and each is the best of all possible moves at its point. At 50x500 the random walk and the second pass from the end of the plan take about 10 ms each; without both, the time would still miss the aim.',
};

/** Planning time: warm, median of five, in a separate process. */
export async function timeRows({ isQuick, log, session }: BenchContext): Promise<Findings> {
  const rows: Row[] = [];
  for (const target of TARGETS.slice(0, isQuick ? 1 : 2)) {
    for (const objective of ['relieve', 'spread'] as const) {
      log(`time: ${target.name}, ${objective}`);
      const size = parseSize(target.name);
      if (size === null) continue;
      const measured = await measurePlan({
        spec: { family: 'skew', ...size, seed: 1 },
        policy: objective === 'relieve' ? filePolicy() : objectivePolicy('spread'),
        warmUps: 1,
        runs: 5,
      });
      session.countElsewhere(5, measured.faults);
      rows.push(rowOf(target, objective, measured));
    }
  }
  return { rows, details: [] };
}

function rowOf(
  { name, passMs, aimMs }: (typeof TARGETS)[number],
  objective: 'relieve' | 'spread',
  { cpuMs, wallMs, moves, after }: Measurement,
): Row {
  const asked = objective === 'relieve' ? 'relieve, default policy' : 'spread, any number of moves';
  return {
    id: `planning-time-${name}-${objective}`,
    value: Math.round(median(cpuMs)),
    unit: 'ms CPU',
    figure: `planning time, ${name} (${asked})`,
    pass: milliseconds(passMs),
    aim: milliseconds(aimMs),
    measured: `${milliseconds(median(cpuMs))} CPU (least ${milliseconds(Math.min(...cpuMs))}), ${milliseconds(median(wallMs))} on the wall; ${moves} moves, spread ${after.toFixed(4)}`,
    verdict: judgeAtMost(median(cpuMs), { pass: passMs, aim: aimMs }),
    whyNoAim: WHY_NO_AIM[objective],
    isTime: true,
  };
}
