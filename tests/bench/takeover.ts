import { Fleet } from '../processes/support/fleet.ts';
import { Load, storeClusters } from '../processes/support/load.ts';
import { openBenchDatabase } from './executor/bench-server.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { type Figure, judgeAtMost, printFigures, statusOf } from './report/figures.ts';
import { areCounts, parseCall } from './report/parse-call.ts';
import { type Blow, measureTakeovers } from './takeover/measure-takeovers.ts';

const USAGE = `Usage: npm run -s bench -- takeover [--kills N] [--json] [--dry]

How long a cluster waits for another worker, of three, while hosts are evacuated.
  --kills N   of workers, and as many of the connections of one (12)
  --dry       do not write docs/benchmarks.md`;

const CLUSTERS = 6;
const LIMIT_SECONDS = 10;

const names: Record<Blow, string> = {
  worker: 'a worker is killed (-9)',
  connections: 'all connections of a worker are killed',
};

/** Prints and records how fast clusters are taken over. The exit status is 1 if one of them waits for too long. */
export async function run(args: string[]): Promise<number> {
  const values = parseCall(args, {
    kills: { type: 'string', default: '12' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null || !areCounts(Number(values.kills))) {
    console.error(USAGE);
    return 2;
  }
  const database = await openBenchDatabase({ max_connections: '300' });
  try {
    const { db, url, folder } = database;
    const load = new Load(db, await storeClusters(db, CLUSTERS, 1));
    const fleet = await Fleet.start(db, { url, folder, workers: 3, webs: 0 });
    try {
      await load.observed();
      const results: Result[] = [];
      for (const blow of ['worker', 'connections'] as const)
        results.push(resultOf(blow, await measureTakeovers({ db, fleet, load }, blow, Number(values.kills))));
      if (values.json) printFigures(results.map(figureOf));
      else console.log(tableOf(results));
      if (!values.dry) await writeSection('takeover', sectionOf(args, results));
      return statusOf(results.map(figureOf));
    } finally {
      await fleet.stop();
    }
  } finally {
    await database.close();
  }
}

interface Result {
  blow: Blow;
  kills: number;
  clusters: number;
  medianSeconds: number;
  mostSeconds: number;
}

function resultOf(blow: Blow, waits: readonly (readonly number[])[]): Result {
  const sorted = waits.flat().toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const most = sorted.at(-1) ?? 0;
  return { blow, kills: waits.length, clusters: sorted.length, medianSeconds: median, mostSeconds: most };
}

const figureOf = ({ blow, mostSeconds }: Result): Figure => ({
  id: `takeover-${blow}`,
  value: Math.round(mostSeconds * 10) / 10,
  unit: 's',
  pass: `<= ${LIMIT_SECONDS}`,
  aim: `<= ${LIMIT_SECONDS}`,
  verdict: judgeAtMost(mostSeconds, { pass: LIMIT_SECONDS, aim: LIMIT_SECONDS }),
});

const tableOf = (results: readonly Result[]): string =>
  [
    '| what happens | times | loops taken over | median | slowest | limit |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map(
      ({ blow, kills, clusters, medianSeconds, mostSeconds }) =>
        `| ${names[blow]} | ${kills} | ${clusters} | ${medianSeconds.toFixed(1)} s | ${mostSeconds.toFixed(1)} s | ${LIMIT_SECONDS} s |`,
    ),
  ].join('\n');

function sectionOf(args: string[], results: readonly Result[]): string {
  return `## Takeover

${describeEnvironment(readEnvironment(['npm run bench -- takeover', ...args].join(' ')))}

Three worker processes and one PostgreSQL. In each of ${CLUSTERS} clusters, which are observed every two seconds, a host is being evacuated. The worker that carries
out most of these evacuations is hit. Measured is the time until each of them is carried out by another worker, or again by the same one,
and until each cluster is observed again.

${tableOf(results)}`;
}
