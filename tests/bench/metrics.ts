import { loadavg } from 'node:os';
import { type BenchDatabase, openBenchDatabase } from './metrics/bench-database.ts';
import { measureChartReads } from './metrics/chart-reads.ts';
import { measureIngest } from './metrics/ingest.ts';
import { metricsFigures, metricsHead, metricsLine, metricsSection } from './metrics/section.ts';
import { measureStoredBytes } from './metrics/stored-bytes.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- metrics [--seconds N] [--vms N] [--hosts N] [--reads N] [--json] [--dry]

What measurements cost: bytes on disk, samples a second, and the time to read a chart.
  --seconds N  of ingest (300)
  --vms N      whose stored bytes are measured (100)
  --hosts N    with two years of samples, whose charts are read (300)
  --reads N    of each range (100)
  --json       print the figures as JSON
  --dry        do not write docs/benchmarks.md`;

/** Prints and records what measurements cost. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const { seconds, vms, hosts, reads } = options;
  const load = loadavg()[0] ?? 0;
  const bytes = await inDatabase('bytes on disk', (database) => measureStoredBytes(database, vms));
  const charts = await inDatabase('charts', (database) => measureChartReads(database, { hosts, reads }));
  const ingest = await inDatabase('ingest', (database) => measureIngest(database, seconds));
  const measured = { bytes, charts, ingest };
  const figures = metricsFigures(measured);
  if (options.json) printFigures(figures);
  else console.log(textTable(metricsHead, figures.map(metricsLine)));
  const command = ['npm run bench -- metrics', ...args].join(' ');
  const section = metricsSection(readEnvironment(command), measured, { load, vms, hosts });
  if (!options.dry) await writeSection('metrics', section);
  return statusOf(figures);
}

/** Each measurement has a database of its own, so that none reads what another has written. */
async function inDatabase<T>(name: string, measure: (database: BenchDatabase) => Promise<T>): Promise<T> {
  console.error(`metrics: ${name}`);
  const database = await openBenchDatabase();
  try {
    return await measure(database);
  } finally {
    await database.close();
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    seconds: { type: 'string', default: '300' },
    vms: { type: 'string', default: '100' },
    hosts: { type: 'string', default: '300' },
    reads: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [seconds, vms] = [Number(values.seconds), Number(values.vms)];
  const [hosts, reads] = [Number(values.hosts), Number(values.reads)];
  return areCounts(seconds, vms, hosts, reads) ? { ...values, seconds, vms, hosts, reads } : null;
}
