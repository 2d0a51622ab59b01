import type { PolicyPatch } from '../../lib/model/policy.ts';
import { createReplayDatabases } from './replay/product/replay-database.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { weekFigures, weekTroubles } from './week/figures.ts';
import { parseOptions, USAGE } from './week/options.ts';
import { playWeek } from './week/play-week.ts';
import { figureCells, figureHead, weekSection } from './week/section.ts';
import { WEEK_POLICY } from './week/week-policy.ts';

const STEP_SECONDS = 60;

/** Lets the simulated data centre run unattended, prints what it was like, and writes the section of the week. */
export async function run(args: string[]): Promise<number> {
  const call = parseOptions(args);
  if (call === null) {
    console.error(USAGE);
    return 2;
  }
  const policy: PolicyPatch = {
    ...WEEK_POLICY,
    aggressiveness: call.level,
    forecast: call.isForecast ? 'relieve-early' : 'off',
  };
  const environment = readEnvironment(['npm run bench -- week', ...args].join(' '));
  const databases = createReplayDatabases();
  try {
    const { size, seed, days } = call;
    const before = process.cpuUsage();
    const wanted = { ...size, seed, days, stepSeconds: STEP_SECONDS, policy, log: console.error };
    const result = await databases.use((db, url) => playWeek({ db, url }, wanted));
    const used = process.cpuUsage(before);
    const figures = weekFigures(result);
    for (const trouble of weekTroubles(result)) console.error(trouble);
    if (call.isJson) printFigures(figures);
    else console.log(textTable(figureHead, figures.map(figureCells)));
    const cpuSeconds = (used.user + used.system) / 1e6;
    if (!call.isPartial) await writeSection('week', weekSection(environment, { call, result, cpuSeconds }));
    return statusOf(figures);
  } finally {
    await databases.close();
  }
}
