import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Policy } from '../../lib/model/policy.ts';
import { hbalVersion } from './referees/hbal.ts';
import { drawChart } from './replay/chart.ts';
import { makeDataCentre } from './replay/data-centre.ts';
import type { DayResult } from './replay/day-result.ts';
import { keyOf, type Origin, readEarlier } from './replay/earlier-results.ts';
import { replayFigures } from './replay/figures.ts';
import { findDays } from './replay/find-days.ts';
import { parseOptions, type ReplayOptions, USAGE } from './replay/options.ts';
import { runDay } from './replay/run-day.ts';
import {
  dayName,
  type PlayedDay,
  replaySection,
  resultHead,
  resultLine,
  toReplayResult,
} from './replay/section.ts';
import { chooseStrategies } from './replay/strategies/choose-strategies.ts';
import type { Day } from './replay/trace.ts';
import { REPLAY_RESULT } from './replay-result.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';

const CHART = path.resolve(import.meta.dirname, '../../docs/images/replay.svg');

/** The policy of a new cluster of the product. */
const policy = Policy.parse({});

/**
 * Replays whole days with every strategy, prints the results of the hosts, and writes the replay's section, chart
 * and figures.
 */
export async function run(args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const hbal = await hbalVersion();
  const environment = readEnvironment(['npm run bench -- replay', ...args].join(' '), {
    hbal: hbal ?? 'not installed',
  });
  const { days, source } = await findDays(options);
  const origin: Origin = { source, seed: options.seed, hours: options.hours };
  const earlier = options.peersFrom === null ? null : await readEarlier(options.peersFrom, origin);
  const played = await playAll(days, options, { hasHbal: hbal !== null, earlier: earlier?.results });
  const text = `${JSON.stringify(toReplayResult(environment, origin, played), null, 1)}\n`;
  for (const file of [options.saveTo, options.isPartial ? null : REPLAY_RESULT]) {
    if (file === null) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  if (!options.isPartial) {
    const [first] = options.sizes;
    await writeFile(CHART, drawChart(played.filter(({ size }) => size === first)));
    const known = options.sizes.flatMap((size) => chooseStrategies({ size, policy, hasHbal: hbal !== null }));
    const strategies = [...new Map(known.map((strategy) => [strategy.name, strategy])).values()];
    const from = { ...origin, peersDate: earlier?.date };
    await writeSection('replay', replaySection(environment, from, played, strategies));
  }
  const figures = replayFigures(played);
  if (options.isJson) printFigures(figures);
  return statusOf(figures);
}

async function playAll(
  days: readonly Day[],
  options: ReplayOptions,
  { hasHbal, earlier }: { hasHbal: boolean; earlier: ReadonlyMap<string, DayResult> | undefined },
): Promise<PlayedDay[]> {
  const played: PlayedDay[] = [];
  for (const size of options.sizes) {
    for (const day of days) {
      const name = dayName(day.name, size);
      const centre = makeDataCentre(day, size, options.seed);
      const results: DayResult[] = [];
      for (const strategy of chooseStrategies({ size, policy, hasHbal })) {
        console.error(`${name} ${strategy.name}`);
        const known = earlier?.get(keyOf(name, strategy.name));
        results.push(known ?? (await runDay(centre, strategy, { policy, hours: options.hours })));
      }
      played.push({ day: day.name, size, vms: centre.vms.length, results });
      const table = `${name}\n${textTable(resultHead, results.map(resultLine))}\n`;
      if (options.isJson) console.error(table);
      else console.log(table);
    }
  }
  return played;
}
