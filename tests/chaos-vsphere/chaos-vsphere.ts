/**
 * `npm run test:chaos-vsphere`: plays schedules of faults against the real executor, with a real PostgreSQL and the simulated vCenter, in
 * real time. Schedule N is drawn from the seed N. A broken one is printed with its steps and its number; since time is real, playing it
 * again need not break.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { closeLane, openLane } from '../chaos/lane.ts';
import { HASTE, makeTemplate } from '../integration/support/template-database.ts';
import { readCall, refuseCall } from '../run/call.ts';
import { whyNoVcenter } from '../vcenter/vcenter.ts';
import { checkEnd } from './check-end.ts';
import { openWorld } from './open-world.ts';
import { Player } from './player.ts';
import { scheduleOf } from './schedule.ts';

const USAGE = `Usage: npm run test:chaos-vsphere -- [options]

  --seed N        of the first schedule (1)
  --schedules M   how many (200)
  --seconds S     no schedule begins after this time
  --state FILE    stores the progress, so that a later run continues
  --json FILE     writes the counts to this file`;

const values = readCall(USAGE, {
  seed: { type: 'string', default: '1' },
  schedules: { type: 'string', default: '200' },
  seconds: { type: 'string' },
  state: { type: 'string' },
  json: { type: 'string' },
});
const count = (name: 'seed' | 'schedules' | 'seconds'): number => {
  const given = Number(values[name]);
  return Number.isInteger(given) && given >= 1
    ? given
    : refuseCall(USAGE, `--${name}: found ${values[name]}, expected a whole number`);
};

const Counts = z.record(z.string(), z.number());
/** What was played so far, by the numbers of the schedules. */
const Progress = z.object({
  played: z.array(z.number()).default([]),
  broken: z.array(z.number()).default([]),
  faults: Counts.prefault({}),
  moves: Counts.prefault({}), // by state
});
type Progress = z.infer<typeof Progress>;

const readProgress = (): Progress =>
  Progress.parse(
    values.state && fs.existsSync(values.state) ? JSON.parse(fs.readFileSync(values.state, 'utf8')) : {},
  );

function addUp(into: Record<string, number>, from: Record<string, number>): void {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
}

async function play(
  lane: Awaited<ReturnType<typeof openLane>>,
  number: number,
  progress: Progress,
): Promise<void> {
  const steps = scheduleOf(number);
  const world = await openWorld(lane.db);
  const player = new Player(world);
  try {
    for (const step of steps) await player.take(step);
    await player.repairAll();
    await checkEnd(world, player.touched);
  } catch (error) {
    progress.broken.push(number);
    console.error(`\nBroken by schedule ${number}: ${error instanceof Error ? error.stack : error}`);
    console.error(steps.map((step) => JSON.stringify(step)).join('\n'));
  } finally {
    const groups = await lane.db.move.groupBy({ by: ['state'], _count: true });
    addUp(progress.moves, Object.fromEntries(groups.map(({ state, _count }) => [state, _count])));
    addUp(progress.faults, player.faults);
    progress.played.push(number);
    await world.close();
  }
}

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort()
    .map(([key, n]) => `${key} ${n}`)
    .join(', ');

function writeCounts(passed: number, failed: number): void {
  if (values.json) fs.writeFileSync(values.json, JSON.stringify({ passed, failed }));
}

async function run(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-chaos-vsphere-'));
  const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : count('seconds') * 1000;
  const startedAt = performance.now();
  const progress = readProgress();
  try {
    const { ownerUrl } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
    await makeTemplate(ownerUrl);
    const lane = await openLane(ownerUrl, 0);
    const numbers = Array.from({ length: count('schedules') }, (_, i) => count('seed') + i);
    for (const number of numbers.filter((each) => !progress.played.includes(each))) {
      if (performance.now() - startedAt > limitMs) break;
      await play(lane, number, progress);
      if (values.state) fs.writeFileSync(values.state, JSON.stringify(progress));
    }
    await closeLane(lane);
  } finally {
    await stopEmbeddedPostgres(path.join(folder, 'postgres'));
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const { played, broken } = progress;
  console.log(`faults and orders: ${listed(progress.faults)}\nmoves: ${listed(progress.moves)}`);
  console.log(`${played.length} schedules played in real time, ${broken.length} broken ${broken.join(' ')}`);
  writeCounts(played.length - broken.length, broken.length);
  if (played.length === 0 || broken.length > 0) process.exitCode = 1;
}

const reason = whyNoVcenter();
if (reason === undefined) await run();
else {
  console.log(`skipped: ${reason}`);
  writeCounts(0, 0);
}
