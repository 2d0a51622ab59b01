import { sizeName } from '../instances/size.ts';
import { quantile } from '../prediction/judge.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { type Figure, judge, judgeAtMost } from '../report/figures.ts';
import { markdownTable } from '../report/markdown.ts';
import type { JudgedCluster, JudgedCount, JudgedFailure } from './judge-clusters.ts';

const MIN_FOUND = 0.95;
const MAX_SECONDS = 0.2;
const MAX_SHORT = 0.02;
const LARGEST_HOSTS = 64;

/** A placement that Ballast found is one, so a wrong "survived" would be a fault of one of the two. */
const isWrong = ({ ours, highs }: JudgedFailure): boolean => ours && highs === 'not-survived';
const isMissed = ({ ours, highs }: JudgedFailure): boolean => !ours && highs === 'survived';

/** By how much of the bound the count falls short; none where the bound is 0. */
const shortOf = ({ ours, highs }: JudgedCount): number =>
  highs === null || highs.bound === 0 ? 0 : Math.max(0, 1 - ours / highs.bound);

/** The figures of docs/benchmarks.md. */
export function reserveFigures(clusters: readonly JudgedCluster[], counts: readonly JudgedCount[]): Figure[] {
  const failures = clusters.flatMap((each) => each.failures);
  const wrong = failures.filter(isWrong).length;
  const survived = failures.filter(({ highs }) => highs === 'survived').length;
  const found = survived === 0 ? null : 1 - failures.filter(isMissed).length / survived;
  const times = clusters
    .filter(({ cluster }) => cluster.hosts === LARGEST_HOSTS)
    .map(({ seconds }) => seconds);
  const p95 = quantile(times, 0.95);
  const sumOf = (of: (each: JudgedCount) => number) => counts.reduce((sum, each) => sum + of(each), 0);
  const bound = sumOf(({ highs }) => highs?.bound ?? 0);
  const short = bound === 0 ? null : 1 - sumOf(({ ours, highs }) => (highs === null ? 0 : ours)) / bound;
  const most = (id: string, value: number | null, limit: number, unit: string): Figure => ({
    id,
    value,
    unit,
    pass: `<= ${limit}`,
    aim: `<= ${limit}`,
    verdict: value === null ? 'none' : judgeAtMost(value, { pass: limit, aim: limit }),
  });
  return [
    {
      id: 'wrongly-survived',
      value: wrong,
      unit: '',
      pass: '0',
      aim: '0',
      verdict: judge({ aim: wrong === 0, pass: false }),
    },
    {
      id: 'survived-found',
      value: found,
      unit: 'share',
      pass: `>= ${MIN_FOUND}`,
      aim: '>= 1',
      verdict: found === null ? 'none' : judge({ aim: found === 1, pass: found >= MIN_FOUND }),
    },
    most('each-failure-64-hosts-p95', p95, MAX_SECONDS, 's CPU'),
    most('more-vms-short-of-optimum', short, MAX_SHORT, 'share'),
  ];
}

export const failureHead: readonly string[] = [
  'clusters',
  'failures judged',
  'survived by HiGHS',
  'not survived',
  'not decided by HiGHS',
  'wrongly survived',
  'missed',
  'neither found nor ruled out',
  'CPU for all hosts: median',
  'p95',
];

/** One line for each size. */
export function failureLines(clusters: readonly JudgedCluster[]): string[][] {
  const bySize = Map.groupBy(clusters, ({ cluster }) => sizeName(cluster));
  return [...bySize].map(([size, same]) => {
    const failures = same.flatMap((each) => each.failures);
    const count = (is: (failure: JudgedFailure) => boolean) => String(failures.filter(is).length);
    const seconds = same.map((each) => each.seconds);
    return [
      `${same.length} of ${size}`,
      String(failures.length),
      count(({ highs }) => highs === 'survived'),
      count(({ highs }) => highs === 'not-survived'),
      count(({ highs }) => highs === 'unknown'),
      count(isWrong),
      count(isMissed),
      count(({ isProved }) => !isProved),
      ...[0.5, 0.95].map((share) => `${((quantile(seconds, share) ?? 0) * 1000).toFixed(0)} ms`),
    ];
  });
}

export const countHead: readonly string[] = ['cluster', 'VMs of', 'ours', 'HiGHS', 'bound', 'short', 'CPU'];

export const countLines = (counts: readonly JudgedCount[]): string[][] =>
  counts.map((each) => [
    `${each.cluster.family} ${sizeName(each.cluster)}, seed ${each.cluster.seed}`,
    `${each.sizeMiB / 1024} GiB`,
    String(each.ours),
    each.highs === null ? 'nothing found' : String(each.highs.found),
    each.highs === null ? '-' : String(each.highs.bound),
    each.highs === null ? '-' : `${(shortOf(each) * 100).toFixed(1)} %`,
    `${each.seconds.toFixed(2)} s`,
  ]);

/** The section of docs/benchmarks.md on the failure of a host. */
export function reserveSection(
  environment: Environment,
  figures: readonly Figure[],
  { failures, counts }: { failures: readonly JudgedCluster[]; counts: readonly JudgedCount[] },
): string {
  const shown = figures.map(({ id, value, unit, pass, aim, verdict }) => [
    id,
    value === null ? '-' : `${Number(value.toFixed(4))} ${unit}`.trim(),
    pass,
    aim,
    verdict,
  ]);
  return [
    '## Reserve for the failure of a host',
    describeEnvironment(environment),
    'Whether all VMs of a host can start on the others, without moving any other VM. The clusters are those of the evacuations: all VMs together need 85, 92, 96 or 99 % of the memory of all hosts but one, in coarse sizes that leave gaps. HiGHS decides the same question as an integer program (10 s of CPU each), for every host at 8x60, four at 20x200, two at 64x1000. CPU: one call that judges the failure of each host.',
    markdownTable(['figure', 'value', 'pass', 'aim', 'verdict'], shown),
    markdownTable(failureHead, failureLines(failures)),
    '### How many more VMs fit',
    'Added one after another, while each host could still fail alone. The bound is what HiGHS proved in 60 s of CPU: no more can fit.',
    markdownTable(countHead, countLines(counts)),
  ].join('\n\n');
}
