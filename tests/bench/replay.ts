import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { policyOf } from '../../lib/services/inventory/snapshot-of.ts';
import { sizeName } from './instances/size.ts';
import { hbalVersion } from './referees/hbal.ts';
import { drawChart } from './replay/chart.ts';
import { makeDataCentre } from './replay/data-centre.ts';
import { findDays } from './replay/find-days.ts';
import { parseOptions, USAGE } from './replay/options.ts';
import { runDay } from './replay/run-day.ts';
import { type PlayedDay, replaySection, resultHead, resultLine, toReplayResult } from './replay/section.ts';
import { chooseStrategies } from './replay/strategies/choose-strategies.ts';
import { REPLAY_RESULT } from './replay-result.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { textTable } from './report/markdown.ts';

export const CHART = path.resolve(import.meta.dirname, '../../docs/images/replay.svg');

/** Plays whole days under every strategy, prints what became of the hosts, and writes the replay's section, chart and figures. */
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
  const policy = policyOf({ cpuThresholdPercent: 80, memoryThresholdPercent: 90, migrationSettings: {} });
  const played: PlayedDay[] = [];
  for (const size of options.sizes) {
    for (const day of days) {
      const centre = makeDataCentre(day, size, options.seed);
      const results = [];
      for (const strategy of chooseStrategies({ size, policy, hasHbal: hbal !== null })) {
        console.error(`${day.name} ${sizeName(size)} ${strategy.name}`);
        results.push(await runDay(centre, strategy, { policy, hours: options.hours }));
      }
      played.push({ day: day.name, size, vms: centre.vms.length, results });
      console.log(`${day.name}, ${sizeName(size)}\n${textTable(resultHead, results.map(resultLine))}\n`);
    }
  }
  const result = toReplayResult(environment, { source, seed: options.seed, hours: options.hours }, played);
  const files = [
    ...(options.json === null ? [] : [options.json]),
    ...(options.isPartial ? [] : [REPLAY_RESULT]),
  ];
  for (const file of files) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(result, null, 1)}\n`);
  }
  if (!options.isPartial) {
    const [first] = options.sizes;
    await writeFile(CHART, drawChart(played.filter(({ size }) => size === first)));
    await writeSection('replay', replaySection(environment, { source, seed: options.seed }, played));
  }
  return 0;
}
