/**
 * `npm run test:chaos -- --seed N --schedules M [--lanes K] [--seconds S] [--json FILE]`: schedules of faults, drawn from a seed, against the
 * real executor on real PostgreSQL and the simulator. A schedule that breaks a promise is shrunk and printed with the
 * seed and path that play it again: `--seed N --path P`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { HASTE, makeTemplate } from '../integration/support/template-database.ts';
import { closeLane, openLane } from './lane.ts';
import { type Played, play } from './play.ts';
import { schedules } from './schedule.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '300' },
    lanes: { type: 'string', default: '2' },
    seconds: { type: 'string' }, // begin no further schedule after this time
    path: { type: 'string' },
    json: { type: 'string' }, // where to leave the counts
  },
});
const wholeNumber = (name: 'seed' | 'schedules' | 'lanes' | 'seconds'): number => {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given >= (name === 'seed' ? 0 : 1)) return given;
  console.error(`--${name}: found ${values[name]}, expected a whole number`);
  process.exit(2);
};

const seed = wholeNumber('seed');
const wanted = wholeNumber('schedules');
const lanes = values.path === undefined ? Math.min(wholeNumber('lanes'), wanted) : 1;
const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : wholeNumber('seconds') * 1000;
const startedAt = performance.now();

const sum = {
  schedules: 0,
  runs: 0,
  faults: {} as Record<string, number>,
  moves: {} as Record<string, number>,
};
const addUp = (into: Record<string, number>, from: Record<string, number>): void => {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
};
const count = (played: Played): void => {
  sum.schedules++;
  sum.runs += played.runs;
  addUp(sum.faults, played.faults);
  addUp(sum.moves, played.moves);
};

/** Plays this lane's share, with a seed of its own. The report of a broken promise; null when all were kept. */
async function playLane(serverUrl: string, number: number): Promise<string | null> {
  const lane = await openLane(serverUrl, number);
  try {
    const property = fc.asyncProperty(schedules, async (schedule) => {
      if (performance.now() - startedAt > limitMs) return;
      count(await play(lane, schedule));
    });
    const share = Math.ceil((wanted - number) / lanes);
    const found = await fc.check(property, {
      seed: values.path === undefined ? seed + number : seed,
      numRuns: share,
      path: values.path ?? '',
      endOnFailure: false,
    });
    if (!found.failed) return null;
    const [schedule] = found.counterexample ?? [];
    return [
      `Broken by --seed ${found.seed} --path ${found.counterexamplePath} (shrunk ${found.numShrinks} times):`,
      JSON.stringify(schedule, null, 1).replace(/\n\s+(?=["\d\]}])/g, ' '),
      String(found.errorInstance instanceof Error ? found.errorInstance.stack : found.errorInstance),
    ].join('\n');
  } finally {
    await closeLane(lane);
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-chaos-'));
try {
  const { ownerUrl: url } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
  await makeTemplate(url);
  const reports = await Promise.all(Array.from({ length: lanes }, (_, number) => playLane(url, number)));
  const broken = reports.filter((report) => report !== null);
  for (const report of broken) console.error(`\n${report}`);
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .sort()
      .map(([key, n]) => `${key} ${n}`)
      .join(', ');
  console.log(`\nseed ${seed}, ${lanes} lanes, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`faults and orders: ${list(sum.faults)}`);
  console.log(`${sum.runs} runs; moves: ${list(sum.moves)}`);
  console.log(`${sum.schedules} schedules played, ${broken.length} broken`);
  if (values.json) {
    const counts = { passed: sum.schedules - broken.length, failed: broken.length };
    fs.writeFileSync(values.json, JSON.stringify(counts));
  }
  if (sum.schedules === 0 || broken.length > 0) process.exitCode = 1;
} finally {
  await stopEmbeddedPostgres(path.join(folder, 'postgres'));
  fs.rmSync(folder, { recursive: true, force: true });
}
