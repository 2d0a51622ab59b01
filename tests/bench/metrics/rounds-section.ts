import { type CentreSize, nameOf } from '../pages/sizes.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { type Figure, judgeAtMost } from '../report/figures.ts';
import { logChart } from '../report/log-chart.ts';
import { markdownTable } from '../report/markdown.ts';
import type { Rounds } from './rounds.ts';

/** What a worker needs at one size. */
export interface SizeRounds {
  size: CentreSize;
  rounds: Rounds;
  memoryMb: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The figures of the largest size. */
export function roundFigures(measured: readonly SizeRounds[]): Figure[] {
  const last = measured.at(-1);
  if (!last) return [];
  const most = (id: string, value: number, unit: string, limits: { pass: number; aim: number }): Figure => ({
    id,
    value: Math.round(value * 100) / 100,
    unit,
    pass: `<= ${limits.pass}`,
    aim: `<= ${limits.aim}`,
    verdict: judgeAtMost(value, limits),
  });
  return [
    most('collect-and-plan-round', median(last.rounds.seconds), 's', { pass: 5, aim: 3 }),
    most('worker-memory', last.memoryMb, 'MB', { pass: 800, aim: 500 }),
  ];
}

/** How the time of a round grows with the data centre. */
export function roundChart(measured: readonly SizeRounds[]): string {
  const points = (read: (rounds: Rounds) => readonly number[]) =>
    measured.map(({ size, rounds }) => [size.hosts, median(read(rounds))] as const);
  return logChart({
    title: 'Seconds to collect and plan all clusters once, by the number of hosts',
    xLabel: 'hosts',
    yLabel: 'one round of all clusters',
    xTicks: [10, 100, 1000],
    yTicks: [0.01, 0.1, 1, 10, 100],
    yText: (seconds) => (seconds < 1 ? `${seconds * 1000} ms` : `${seconds} s`),
    series: [
      { name: 'both', points: points(({ seconds }) => seconds) },
      { name: 'collect', points: points(({ collectSeconds }) => collectSeconds) },
    ],
  });
}

/** The section of docs/benchmarks.md on what a worker needs. */
export function roundsSection(
  environment: Environment,
  measured: readonly SizeRounds[],
  { load, seconds }: { load: number; seconds: number },
): string {
  const rows = measured.map(({ size, rounds, memoryMb }) => [
    nameOf(size),
    `${median(rounds.collectSeconds).toFixed(2)} s`,
    `${median(rounds.seconds).toFixed(2)} s`,
    `${Math.max(...rounds.seconds).toFixed(2)} s`,
    `${Math.round(memoryMb)} MB`,
  ]);
  const figures = roundFigures(measured).map(({ id, value, unit, pass, aim, verdict }) => [
    id,
    `${value} ${unit}`,
    pass,
    aim,
    verdict,
  ]);
  return [
    '## Rounds',
    `${describeEnvironment(environment)} Load average at the beginning: ${load.toFixed(1)}.`,
    `Simulated data centres of up to 16 clusters. A round collects every cluster once and plans it, six clusters at a time, as a worker does, with a
PostgreSQL of its own; medians of ${measured.at(-1)?.rounds.seconds.length ?? 0} rounds. Memory: the most that a worker process was resident with in ${seconds} s of its usual work.`,
    markdownTable(['data centre', 'collect', 'collect and plan', 'longest', 'memory of the worker'], rows),
    markdownTable(['figure', 'measured', 'pass', 'aim', 'verdict'], figures),
    '![Seconds to collect and plan all clusters once, by the number of hosts](images/round-growth.svg)',
  ].join('\n\n');
}
