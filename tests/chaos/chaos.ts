/**
 * `npm run test:chaos`: plays schedules of faults against the real services and executor, with a real PostgreSQL and the simulator.
 * Half of the schedules are faults around moves, half are days of maintenance. They are drawn from seeds in batches of 50: the first batch
 * of each from seed N, the next from N + 1, and so on. A schedule that violates an invariant is shrunk, and printed with the draw, seed and
 * path that reproduce it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { HASTE, makeTemplate } from '../integration/support/template-database.ts';
import { readCall, refuseCall } from '../run/call.ts';
import { type Batch, batchesOf, type Draw, draws } from './batches.ts';
import { readSchedule } from './kept-schedules.ts';
import { closeLane, openLane } from './lane.ts';
import { play } from './play.ts';
import { addBatch, addPlayed, isPlayed, readTally, Tally, writeTally } from './tally.ts';
import type { Lane } from './turns.ts';

const USAGE = `Usage: npm run test:chaos -- [options]

  --seed N        of the first batch of 50 schedules of each draw (1)
  --draw NAME     faults or maintenance (half of the schedules of each)
  --schedules M   how many (300)
  --lanes K       played at the same time (2)
  --seconds S     no batch begins after this time
  --state FILE    stores the progress, so that a later run continues
  --path P        with --draw and --seed: plays one schedule again
  --file FILE     plays the schedule in this file
  --json FILE     writes the counts to this file`;

const values = readCall(USAGE, {
  seed: { type: 'string', default: '1' },
  draw: { type: 'string' },
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

const isDraw = (name: string): name is Draw => name in draws;
const draw = values.draw === undefined ? null : isDraw(values.draw) ? values.draw : refuseDraw(values.draw);
function refuseDraw(given: string): never {
  return refuseCall(USAGE, `--draw: found ${given}, expected ${Object.keys(draws).join(' or ')}`);
}

const tally = readTally(values.state, seed);
const wanted: Batch[] =
  values.path === undefined
    ? batchesOf(draw, wholeNumber('schedules'), seed)
    : [{ draw: draw ?? 'faults', seed, schedules: 1 }];
const left = wanted.filter((batch) => !isPlayed(tally, batch));

/** Plays one batch. Returns the report of a violated invariant, or null if all invariants held. */
async function playBatch(lane: Lane, { draw: name, ...batch }: Batch, sum: Tally): Promise<string | null> {
  const property = fc.asyncProperty(draws[name], async (schedule) =>
    addPlayed(sum, await play(lane, schedule)),
  );
  const given = { numRuns: batch.schedules, ...(values.path === undefined ? {} : { path: values.path }) };
  const found = await fc.check(property, { seed: batch.seed, endOnFailure: false, ...given });
  if (!found.failed) return null;
  const [schedule] = found.counterexample ?? [];
  const at = { draw: name, seed: found.seed, path: found.counterexamplePath ?? '' };
  sum.broken.push(at);
  return [
    `Broken by ${asOptions(at)} (shrunk ${found.numShrinks} times):`,
    JSON.stringify(schedule, null, 1).replace(/\n\s+(?=["\d\]}])/g, ' '),
    String(found.errorInstance instanceof Error ? found.errorInstance.stack : found.errorInstance),
  ].join('\n');
}

const asOptions = (at: Tally['broken'][number]): string =>
  `--draw ${at.draw} --seed ${at.seed} --path ${at.path}`;

/** Plays batches until none is left or the time is over. */
async function playLane(serverUrl: string, number: number): Promise<void> {
  const lane = await openLane(serverUrl, number);
  try {
    for (let next = left.shift(); next !== undefined && !isLate(); next = left.shift()) {
      const sum = Tally.parse({ seed: next.seed });
      const report = await playBatch(lane, next, sum);
      if (report !== null) console.error(`\n${report}`);
      addBatch(tally, next, sum);
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
  console.log(`\n${wanted.map((each) => `${each.draw} ${each.seed}`).join(', ')}; ${seconds} s`);
  console.log(`faults and orders: ${list(tally.faults)}`);
  console.log(`${tally.runs} runs; moves: ${list(tally.moves)}`);
  console.log(`patch runs: ${list(tally.patchRuns)}; steps of VMs: ${list(tally.steps)}`);
  const undone = wanted.filter((batch) => !isPlayed(tally, batch)).length;
  if (undone > 0 && values.file === undefined) console.log(`${undone} of ${wanted.length} batches are left`);
  for (const at of tally.broken) console.log(`broken: ${asOptions(at)}`);
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
