import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hbalVersion } from './referees/hbal.ts';
import { drawChart } from './replay/chart.ts';
import { makeDataCentre } from './replay/data-centre.ts';
import type { DayResult } from './replay/day-result.ts';
import { type Origin, readPeers } from './replay/earlier-results.ts';
import { replayFigures } from './replay/figures.ts';
import { findDays } from './replay/find-days.ts';
import { levelSection } from './replay/levels.ts';
import { parseOptions, type ReplayOptions, USAGE } from './replay/options.ts';
import { type Player, playersOf } from './replay/players.ts';
import { createReplayDatabases } from './replay/product/replay-database.ts';
import { openState, type ResultState } from './replay/result-state.ts';
import {
  dayName,
  type PlayedDay,
  replaySection,
  resultHead,
  resultLine,
  toReplayResult,
} from './replay/section.ts';
import type { Day } from './replay/trace.ts';
import { REPLAY_RESULT } from './replay-result.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';

const CHART = path.resolve(import.meta.dirname, '../../docs/images/replay.svg');

type PlayersFor = (size: ReplayOptions['sizes'][number]) => Player[];

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
  const peers = options.peersFrom === null ? null : await readPeers(options.peersFrom, origin);
  const state = await openState(options.stateFile, environment, origin);
  for (const { day, result } of peers?.results ?? [])
    if (!state.find(day, result.strategy)) await state.add(day, result);
  const databases = createReplayDatabases();
  try {
    // what was measured where hbal is installed stays in the tables
    const wasHbalPlayed = (peers?.results ?? []).some(({ result }) => result.strategy.startsWith('hbal'));
    const hasHbal = hbal !== null || wasHbalPlayed;
    const playersFor: PlayersFor = (size) => playersOf(size, { ...options, hasHbal, databases });
    const played = await playAll(days, options, playersFor, state);
    const text = `${JSON.stringify(toReplayResult(environment, origin, played), null, 1)}\n`;
    for (const file of [options.saveTo, options.isPartial ? null : REPLAY_RESULT]) {
      if (file === null) continue;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    if (!options.isPartial) {
      const [first] = options.sizes;
      await writeFile(CHART, drawChart(played.filter(({ size }) => size === first)));
      const players = new Map(options.sizes.flatMap(playersFor).map((player) => [player.name, player]));
      const from = { ...origin, peersDate: peers?.date };
      await writeSection('replay', replaySection(environment, from, played, [...players.values()]));
    }
    if (options.isLevelPage) {
      const levels = levelSection(environment, origin, played);
      if (levels !== null) await writeSection('replay-levels', levels);
    }
    const figures = replayFigures(played);
    if (options.isJson) printFigures(figures);
    return statusOf(figures);
  } finally {
    await databases.close();
  }
}

async function playAll(
  days: readonly Day[],
  options: ReplayOptions,
  playersFor: PlayersFor,
  state: ResultState,
): Promise<PlayedDay[]> {
  const played: PlayedDay[] = [];
  for (const size of options.sizes) {
    for (const day of days) {
      const name = dayName(day.name, size);
      const centre = makeDataCentre(day, size, options.seed);
      const results: DayResult[] = [];
      for (const player of playersFor(size)) {
        console.error(`${name} ${player.name}`);
        const result = state.find(name, player.name) ?? (await player.play(centre));
        await state.add(name, result);
        results.push(result);
      }
      played.push({ day: day.name, size, vms: centre.vms.length, results });
      const table = `${name}\n${textTable(resultHead, results.map(resultLine))}\n`;
      if (options.isJson) console.error(table);
      else console.log(table);
    }
  }
  return played;
}
