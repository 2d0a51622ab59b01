import { sizeName } from '../instances/size.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { type Figure, judge, judgeAtMost } from '../report/figures.ts';
import { markdownTable } from '../report/markdown.ts';
import type { AskMeasured } from './measure-ask.ts';

const MAX_SECONDS = 5;

export const budgetHead: readonly string[] = [
  'asked',
  'cluster',
  'plan',
  'forecast of the run',
  'check',
  'moves',
  'complete',
  'VMs without a destination when the budget ended',
];

const seconds = (value: number): string => `${value.toFixed(2)} s`;

export const budgetLine = (measured: AskMeasured): string[] => [
  measured.ask.name,
  `${measured.ask.family} ${sizeName(measured.ask.size)}`,
  seconds(measured.planSeconds),
  seconds(measured.forecastSeconds),
  seconds(measured.checkSeconds),
  String(measured.moves),
  measured.isComplete ? 'yes' : 'no',
  String(measured.notFound),
];

/** The slowest request of each kind, and the faults of all requests. */
export function budgetFigures(measured: readonly AskMeasured[]): Figure[] {
  const slowest = (id: string, of: (each: AskMeasured) => number): Figure => {
    const value = Math.max(...measured.map(of));
    const most = `<= ${MAX_SECONDS}`;
    return {
      id,
      value: Math.round(value * 100) / 100,
      unit: 's CPU',
      pass: most,
      aim: most,
      verdict: judgeAtMost(value, { pass: MAX_SECONDS, aim: MAX_SECONDS }),
    };
  };
  const faults = measured.reduce((sum, each) => sum + each.faults, 0);
  return [
    slowest('slowest-plan', ({ planSeconds }) => planSeconds),
    slowest('slowest-preview', ({ planSeconds, forecastSeconds }) => planSeconds + forecastSeconds),
    slowest('slowest-check', ({ checkSeconds }) => checkSeconds),
    {
      id: 'hard-limits-broken',
      value: faults,
      unit: '',
      pass: '0',
      aim: '0',
      verdict: judge({ aim: faults === 0, pass: false }),
    },
  ];
}

/** The section of docs/benchmarks.md on the longest waiting time for a plan. */
export function budgetsSection(environment: Environment, measured: readonly AskMeasured[]): string {
  return [
    '## Budgets',
    describeEnvironment(environment),
    `CPU time of one process that makes each request once, in this order; the first request is not warmed up. Aim: no plan, no preview (a plan and the forecast of its run) and no check over ${MAX_SECONDS} s. Families: as above. Crowd: every VM is on the host to evacuate, and the other hosts have 110 % or 90 % of the memory that the VMs need. An evacuation that is not complete names the VMs that stay.`,
    markdownTable(budgetHead, measured.map(budgetLine)),
  ].join('\n\n');
}
