import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { buildConsole } from '../../bin/start/build.ts';
import { type BenchDatabase, openBenchDatabase } from './metrics/bench-database.ts';
import { measureChartReads } from './metrics/chart-reads.ts';
import { measureDay } from './metrics/day.ts';
import { dayFigures } from './metrics/day-figures.ts';
import { daySection, dayTable } from './metrics/day-section.ts';
import { measureIngest } from './metrics/ingest.ts';
import { measureRounds } from './metrics/rounds.ts';
import { roundChart, roundFigures, roundsSection, type SizeRounds } from './metrics/rounds-section.ts';
import { metricsFigures, metricsHead, metricsLine, metricsSection } from './metrics/section.ts';
import { measureStoredBytes } from './metrics/stored-bytes.ts';
import { measureWorkerMemory } from './metrics/worker-memory.ts';
import { centreSizes, nameOf } from './pages/sizes.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { type Figure, printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- metrics [--part store|rounds|day]... [--quick] [--json] [--dry] [options]

What measurements cost. Without --part: store and rounds.
  store    bytes on disk, samples a second, and the time to read a chart
  rounds   a round of collecting and planning, and the memory of a worker, with 10 to 1,000 hosts
  day      memory and growth over a day of 100 hosts and 2,000 VMs, as fast as it passes
Options:
  --seconds N   of ingest (300), and of the worker whose memory is measured (a third of it)
  --vms N       whose stored bytes are measured (100)
  --hosts N     with two years of samples, whose charts are read (300)
  --reads N     of each range (100)
  --hours N     of the day (30: a day is closed 27 hours after it began)
  --interval N  seconds between the samples of the day (60)
  --quick       all of it small: a first look, never written
  --json        print the figures as JSON
  --dry         do not write docs/benchmarks.md`;

const PARTS = ['store', 'rounds', 'day'] as const;
type Part = (typeof PARTS)[number];
const root = path.resolve(import.meta.dirname, '../..');
const CHART = path.join(root, 'docs/images/round-growth.svg');
const DAY_SIZE = { hosts: 100, vms: 2000 };

/** Prints and records what measurements cost. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const command = ['npm run bench -- metrics', ...args].join(' ');
  const figures: Figure[] = [];
  for (const part of options.parts) figures.push(...(await measureParts[part](options, command)));
  if (options.json) printFigures(figures);
  else if (figures.length > 0) console.log(textTable(metricsHead, figures.map(metricsLine)));
  return statusOf(figures);
}

type Options = NonNullable<ReturnType<typeof parse>>;

/** Each measures, writes its section, and resolves with its figures. */
const measureParts: Record<Part, (options: Options, command: string) => Promise<Figure[]>> = {
  store: async ({ seconds, vms, hosts, reads, isWritten }, command) => {
    const load = loadavg()[0] ?? 0;
    const bytes = await inDatabase('bytes on disk', (database) => measureStoredBytes(database, vms));
    const charts = await inDatabase('charts', (database) => measureChartReads(database, { hosts, reads }));
    const ingest = await inDatabase('ingest', (database) => measureIngest(database, seconds));
    const measured = { bytes, charts, ingest };
    const section = metricsSection(readEnvironment(command), measured, { load, vms, hosts });
    if (isWritten) await writeSection('metrics', section);
    return metricsFigures(measured);
  },
  rounds: async ({ seconds, rounds, sizes, isWritten }, command) => {
    const load = loadavg()[0] ?? 0;
    const measured: SizeRounds[] = [];
    const memorySeconds = Math.ceil(seconds / 3);
    for (const size of sizes) {
      const found = await inDatabase(`rounds of ${nameOf(size)}`, (database) =>
        measureRounds(database, { size, rounds }),
      );
      measured.push({ size, rounds: found, memoryMb: await measureWorkerMemory(size, memorySeconds) });
    }
    if (isWritten) {
      await writeFile(CHART, roundChart(measured));
      const section = roundsSection(readEnvironment(command), measured, { load, seconds: memorySeconds });
      await writeSection('rounds', section);
    }
    return roundFigures(measured);
  },
  day: async ({ hours, interval, vms, isWritten }, command) => {
    const load = loadavg()[0] ?? 0;
    await buildConsole(root, console.error, new AbortController().signal);
    const bytes = await inDatabase('bytes on disk', (database) => measureStoredBytes(database, vms));
    const log = (line: string) => console.error(line);
    const day = await measureDay({ size: DAY_SIZE, hours, intervalSeconds: interval, log });
    console.error(dayTable(day, bytes));
    if (isWritten) await writeSection('day', daySection(readEnvironment(command), { day, bytes, load }));
    return dayFigures(day, bytes);
  },
};

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
    part: { type: 'string', multiple: true, default: ['store', 'rounds'] },
    seconds: { type: 'string' },
    vms: { type: 'string' },
    hosts: { type: 'string' },
    reads: { type: 'string' },
    hours: { type: 'string' },
    interval: { type: 'string', default: '60' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const { quick } = values;
  const parts = values.part.flatMap((name) => PARTS.find((part) => part === name) ?? []);
  const count = (given: string | undefined, usual: number, small: number): number =>
    given === undefined ? (quick ? small : usual) : Number(given);
  const counts = {
    seconds: count(values.seconds, 300, 30),
    vms: count(values.vms, 100, 10),
    hosts: count(values.hosts, 300, 20),
    reads: count(values.reads, 100, 20),
    hours: count(values.hours, 30, 4),
    interval: Number(values.interval),
    rounds: quick ? 2 : 7,
  };
  if (parts.length !== values.part.length || !areCounts(...Object.values(counts))) return null;
  const sizes = quick ? centreSizes.slice(0, 2) : centreSizes;
  return { ...counts, parts, sizes, json: values.json, isWritten: !values.dry && !quick };
}
