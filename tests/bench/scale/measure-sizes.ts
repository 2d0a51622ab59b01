import { parseSize, type Size } from '../instances/size.ts';
import { filePolicy } from '../planner/file-policy.ts';
import { type Measurement, measurePlan } from '../planner/measure-plan.ts';
import { objectivePolicy } from '../planner/planner-session.ts';

export const objectives = ['relieve', 'spread'] as const;

export interface SizeMeasured {
  readonly name: string;
  readonly size: Size;
  readonly objective: (typeof objectives)[number];
  readonly result: Measurement;
}

const RUNS = 3;

/** Plans each size for each objective, each in a new process. */
export async function measureSizes(
  names: readonly string[],
  log: (line: string) => void,
): Promise<SizeMeasured[]> {
  const measured: SizeMeasured[] = [];
  for (const name of names) {
    const size = parseSize(name);
    if (size === null) continue;
    for (const objective of objectives) {
      log(`scale: ${name}, ${objective}`);
      const policy = objective === 'relieve' ? filePolicy() : objectivePolicy('spread');
      const spec = { family: 'skew' as const, ...size, seed: 1 };
      const result = await measurePlan({ spec, policy, warmUps: 0, runs: RUNS });
      measured.push({ name, size, objective, result });
    }
  }
  return measured;
}
