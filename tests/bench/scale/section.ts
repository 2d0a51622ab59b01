import { milliseconds } from '../planner/format.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import type { SizeMeasured } from './measure-sizes.ts';

export const scaleHead: readonly string[] = [
  'hosts x VMs',
  'objective',
  'first plan, CPU',
  'warm, CPU',
  'warm, wall',
  'memory before',
  'memory at most',
  'moves',
  'spread',
];

export const scaleLine = ({ name, objective, result }: SizeMeasured): string[] => [
  name,
  objective,
  milliseconds(result.cpuMs[0] ?? Number.NaN),
  milliseconds(Math.min(...result.cpuMs)),
  milliseconds(Math.min(...result.wallMs)),
  `${result.idleMiB.toFixed(0)} MiB`,
  `${result.peakMiB.toFixed(0)} MiB`,
  String(result.moves),
  `${result.before.toFixed(3)} -> ${result.after.toFixed(4)}`,
];

/** The section of docs/benchmarks.md on how planning grows. */
export function scaleSection(environment: Environment, measured: readonly SizeMeasured[]): string {
  return [
    '## Scale',
    describeEnvironment(environment),
    'Family skew, seed 1. `relieve` with the default policy (at most 20 moves); `spread` with any number of moves and any gain. Each line is a separate process that plans three times: the first plan, then the fastest of the three. Memory is the resident memory of the process; the figure before the first plan includes Node and the snapshot.',
    markdownTable(scaleHead, measured.map(scaleLine)),
    '![CPU time of a plan by the number of VMs](images/planning-time.svg)',
  ].join('\n\n');
}
