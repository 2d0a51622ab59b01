import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from './planner/bench-context.ts';
import { bruteForceDetail } from './planner/brute-force-detail.ts';
import { evacuationRows } from './planner/evacuation-rows.ts';
import { balancedRow, faultRow, sweepFamilies } from './planner/invariant-rows.ts';
import { newHostsRows } from './planner/new-hosts-rows.ts';
import { type PlannerOptions, parseOptions, USAGE } from './planner/options.ts';
import { peakRows } from './planner/peak-rows.ts';
import { PlannerSession } from './planner/planner-session.ts';
import { RefereeBook } from './planner/referee-book.ts';
import { replayRows } from './planner/replay-rows.ts';
import type { Findings } from './planner/row.ts';
import { plannerSection, rowCells, rowHead } from './planner/section.ts';
import { spreadRows } from './planner/spread-rows.ts';
import { timeRows } from './planner/time-rows.ts';
import { hbalVersion } from './referees/hbal.ts';
import { highsVersion } from './referees/solve.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';

const PEAK_TITLE = 'Planner: the peak after few moves, seeds 1 to 20';

/** Prints every row of "Figures to reach" with its measurement, and writes the planner's section of docs/benchmarks.md. */
export async function run(args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const hbal = await hbalVersion();
  const versions = { highs: await highsVersion(), hbal: hbal ?? 'not installed' };
  const environment = readEnvironment(['npm run bench -- planner', ...args].join(' '), versions);
  const context: BenchContext = {
    session: new PlannerSession(),
    book: await RefereeBook.open(options.refereesFrom, environment.date, async (answers) => {
      if (options.saveTo !== null) await writeJson(options.saveTo, { ...environment, referees: answers });
    }),
    isQuick: options.isQuick,
    hasHbal: hbal !== null,
    log: (line) => console.error(line),
  };
  const { rows, details } = await measure(context, options);
  if (options.isJson) printFigures(rows);
  else console.log(textTable(rowHead, rows.map(rowCells)));
  if (options.saveTo !== null) {
    await writeJson(options.saveTo, { ...environment, rows, details, referees: context.book });
  }
  if (!options.isQuick && options.parts.length === 0) {
    await writeSection('planner', plannerSection(environment, rows, details, context.book.describe()));
  }
  if (options.isPeakPage) {
    const peaks = rows.filter(({ id }) => id.startsWith('peak-'));
    const section = plannerSection(environment, peaks, details, context.book.describe(), PEAK_TITLE);
    await writeSection('planner-peak', section);
  }
  const counted = options.isQuick ? rows.filter(({ isTime }) => !isTime) : rows;
  return statusOf(counted);
}

async function writeJson(file: string, value: object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 1)}\n`);
}

async function measure(context: BenchContext, { parts }: PlannerOptions): Promise<Findings> {
  const steps: Record<string, () => Promise<Findings>> = {
    peak: () => peakRows(context),
    spread: () => spreadRows(context),
    time: () => timeRows(context),
    'new-hosts': async () => newHostsRows(context),
    evacuation: () => evacuationRows(context),
    'brute-force': async () => bruteForceDetail(context),
    balanced: async () => ({ rows: [balancedRow(context)], details: [] }),
    sweep: async () => {
      sweepFamilies(context);
      return { rows: [], details: [] };
    },
  };
  const found: Findings[] = [];
  for (const [name, step] of Object.entries(steps)) {
    if (parts.length === 0 || parts.includes(name)) found.push(await step());
  }
  found.push(faultRow(context), await replayRows());
  return {
    rows: found.flatMap(({ rows }) => rows),
    details: found.flatMap(({ details }) => details),
  };
}
