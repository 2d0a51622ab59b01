/**
 * `npm run test:chaos`: plays schedules of faults against the real executor, with a real PostgreSQL and the simulator. The
 * schedules are drawn from seeds in batches of 50: the first batch from seed N, the next from N + 1, and so on. A schedule
 * that violates an invariant is shrunk, and printed with the seed and path that reproduce it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { HASTE, makeTemplate } from '../integration/support/template-database.ts';
import { readCall, refuseCall } from '../run/call.ts';
import { schedules } from './draw-schedule.ts';
import { readSchedule } from './kept-schedules.ts';
import { closeLane, openLane } from './lane.ts';
import { play } from './play.ts';
import { addBatch, addPlayed, BATCH, readTally, Tally, writeTally } from './tally.ts';
import type { Lane } from './turns.ts';

const USAGE = `Usage: npm run test:chaos -- [options]

  --seed N        of the first batch of 50 schedules (1)
  --schedules M   how many (300)
  --lanes K       played at the same time (2)
  --seconds S     no batch begins after this time
  --state FILE    stores the progress, so that a later run continues
  --path P        with --seed: plays one schedule again
  --file FILE     plays the schedule in this file
  --json FILE     writes the counts to this file`;

const values = readCall(USAGE, {
  seed: { type: 'string', default: '1' },
  schedules: { type: 'string', default: '300' },
  lanes: { type: 'string', default: '2' },
  seconds: { type: 'string' },
  state: { type: 'string' },
  path: { type: 'string' },
  file: { type: 'string' },
  json: { type: 'string' },
});
const wholeNumber = (name: 'seed' | 'schedules' | 'lanes' | 'seconds'): number => {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given >= (name === 'seed' ? 0 : 1)) return given;
  return refuseCall(USAGE, `--${name}: found ${values[name]}, expected a whole number`);
};

const seed = wholeNumber('seed');
const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : wholeNumber('seconds') * 1000;
const startedAt = performance.now();
const isLate = (): boolean => performance.now() - startedAt > limitMs;

const tally = readTally(values.state, seed);
const wanted = values.path === undefined ? Math.ceil(wholeNumber('schedules') / BATCH) : 1;
const left = Array.from({ length: wanted }, (_, number) => seed + number).filter(
  (each) => !tally.batches.includes(each),
);

/** Plays one batch. Returns the report of a violated invariant, or null if all invariants held. */
async function playBatch(lane: Lane, batch: Tally): Promise<string | null> {
  const property = fc.asyncProperty(schedules, async (schedule) =>
    addPlayed(batch, await play(lane, schedule)),
  );
  const last = batch.seed === seed + wanted - 1;
  const numRuns = last ? wholeNumber('schedules') - BATCH * (wanted - 1) : BATCH;
  const given = values.path === undefined ? { numRuns } : { numRuns: 1, path: values.path };
  const found = await fc.check(property, { seed: batch.seed, endOnFailure: false, ...given });
  if (!found.failed) return null;
  const [schedule] = found.counterexample ?? [];
  batch.broken.push({ seed: found.seed, path: found.counterexamplePath ?? '' });
  return [
    `Broken by --seed ${found.seed} --path ${found.counterexamplePath} (shrunk ${found.numShrinks} times):`,
    JSON.stringify(schedule, null, 1).replace(/\n\s+(?=["\d\]}])/g, ' '),
    String(found.errorInstance instanceof Error ? found.errorInstance.stack : found.errorInstance),
  ].join('\n');
}

/** Plays batches until none is left or the time is over. */
async function playLane(serverUrl: string, number: number): Promise<void> {
  const lane = await openLane(serverUrl, number);
  try {
    for (let next = left.shift(); next !== undefined && !isLate(); next = left.shift()) {
      const batch = Tally.parse({ seed: next });
      const report = await playBatch(lane, batch);
      if (report !== null) console.error(`\n${report}`);
      addBatch(tally, batch);
      writeTally(values.state, tally);
    }
  } finally {
    await closeLane(lane);
  }
}

async function playFile(serverUrl: string, file: string): Promise<void> {
  const lane = await openLane(serverUrl, 0);
  try {
    addPlayed(tally, await play(lane, readSchedule(file)));
  } finally {
    await closeLane(lane);
  }
}

function report(): void {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .sort()
      .map(([key, n]) => `${key} ${n}`)
      .join(', ');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\nseeds ${seed} to ${seed + wanted - 1}, ${BATCH} schedules each; ${seconds} s`);
  console.log(`faults and orders: ${list(tally.faults)}`);
  console.log(`${tally.runs} runs; moves: ${list(tally.moves)}`);
  const undone = wanted - tally.batches.length;
  if (undone > 0 && values.file === undefined) console.log(`${undone} of ${wanted} batches are left`);
  for (const { seed: from, path: at } of tally.broken) console.log(`broken: --seed ${from} --path ${at}`);
  console.log(`${tally.schedules} schedules played, ${tally.broken.length} broken`);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-chaos-'));
try {
  const { ownerUrl: url } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
  await makeTemplate(url);
  if (values.file !== undefined) await playFile(url, values.file);
  else {
    const lanes = Math.min(wholeNumber('lanes'), Math.max(1, left.length));
    await Promise.all(Array.from({ length: lanes }, (_, number) => playLane(url, number)));
  }
  report();
  if (values.json) {
    const failed = tally.broken.length;
    fs.writeFileSync(values.json, JSON.stringify({ passed: tally.schedules, failed }));
  }
  if (tally.schedules === 0 || tally.broken.length > 0) process.exitCode = 1;
} finally {
  await stopEmbeddedPostgres(path.join(folder, 'postgres'));
  fs.rmSync(folder, { recursive: true, force: true });
}
