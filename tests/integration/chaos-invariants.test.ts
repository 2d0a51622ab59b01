import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJson } from '../../lib/db/to-json.ts';
import { schedules } from '../chaos/draw-schedule.ts';
import { checkEnd } from '../chaos/invariants-of-ends.ts';
import { checkEntered, checkMoment, checkOrder, placesIn } from '../chaos/invariants-of-moments.ts';
import { keptSchedules, readSchedule } from '../chaos/kept-schedules.ts';
import { play, startPlaying } from '../chaos/play.ts';
import { Schedule } from '../chaos/schedule.ts';
import type { Lane } from '../chaos/turns.ts';
import { HOSTS, placesOf } from '../chaos/world.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const lane = (): Lane => ({ url: database.url, db: database.db, breakConnections: async () => undefined });

const vm = { memoryGiB: 4, dirtyMiBps: 5, isStopped: false };
const schedule = Schedule.parse({
  vms: [vm, vm],
  steps: [
    { do: 'evacuate', host: 0 },
    { do: 'tick', mishap: null },
  ],
});

test('a schedule that violates no invariant is played to its end', async () => {
  const played = await play(lane(), schedule);
  expect(played).toMatchObject({ runs: 1, moves: { done: 1 } });
});

test.each(keptSchedules())('$file violates no invariant', async ({ schedule: found }) => {
  const played = await play(lane(), found);
  expect(played.runs).toBeGreaterThan(0);
});

/** The cluster after the end of the schedule, in which a test then stores wrong data. */
async function afterwards() {
  const game = await startPlaying(lane(), schedule);
  for (const step of schedule.steps) await game.player.take(step);
  await game.player.repairAll();
  await checkEnd(database.db, game.world);
  const run = await database.db.run.findFirstOrThrow({ where: { clusterId: game.world.clusterId } });
  return { ...game, run };
}

type Afterwards = Awaited<ReturnType<typeof afterwards>>;

const lies: [string, RegExp, (game: Afterwards) => Promise<unknown>][] = [
  [
    'a move called failed whose migration was completed',
    /its migration was completed/,
    ({ run }) =>
      database.db.move.updateMany({
        where: { runId: run.id },
        data: { state: 'failed', code: 'migration-failed' },
      }),
  ],
  [
    'a move that lasted longer than the hypervisor said',
    /is recorded with/,
    ({ run }) =>
      database.db.move.updateMany({ where: { runId: run.id }, data: { durationMs: { increment: 1 } } }),
  ],
  [
    'a move called done of which nobody has seen where it is',
    /was seen as/,
    ({ run }) => database.db.move.updateMany({ where: { runId: run.id }, data: { seen: [] } }),
  ],
  [
    'a VM recorded on another host',
    /and Ballast says h3/,
    ({ world }) =>
      database.db.vm.updateMany({
        where: { clusterId: world.clusterId, name: 'vm-1' },
        data: { hostId: world.hostIds[2] ?? '' },
      }),
  ],
  [
    'a run without an end',
    /has not ended/,
    ({ run }) =>
      database.db.run.update({ where: { id: run.id }, data: { state: 'running', finishedAt: null } }),
  ],
  [
    'an end that was not audited',
    /is audited 2 times/,
    async ({ run }) => {
      const said = await database.db.auditEntry.findFirstOrThrow({
        where: { targetId: run.id, action: 'run.finish' },
      });
      const { id: _, details, ...rest } = said;
      return database.db.auditEntry.create({ data: { ...rest, ...toJson('auditEntry', { details }) } });
    },
  ],
  [
    'a host in maintenance that is not empty',
    /in maintenance with VMs on it/,
    async ({ world }) => {
      const crowded = await database.db.vm.findFirstOrThrow({ where: { clusterId: world.clusterId } });
      return database.db.host.update({ where: { id: crowded.hostId }, data: { mode: 'maintenance' } });
    },
  ],
  [
    'a VM that Ballast has lost from view',
    /and Ballast does not know of it/,
    ({ world }) => database.db.vm.deleteMany({ where: { clusterId: world.clusterId, name: 'vm-1' } }),
  ],
  [
    'a VM that is gone and counts as there',
    /is gone, and counts as there/,
    ({ world }) => world.order({ type: 'place', vm: 'vm-1', hostId: null }),
  ],
  [
    'an empty host that goes on draining',
    /drains, and nothing is on it/,
    ({ world }) =>
      database.db.host.updateMany({
        where: { clusterId: world.clusterId, mode: 'maintenance' },
        data: { mode: 'draining' },
      }),
  ],
  [
    'a host that answers and counts as silent',
    /answers, and counts as down/,
    ({ world }) =>
      database.db.host.updateMany({
        where: { clusterId: world.clusterId, name: 'h3' },
        data: { connection: 'down' },
      }),
  ],
  [
    'a host that was observed last at another time, by the clock that is now',
    /answers, and counts as unknown/,
    async ({ world }) => world.clocks.jump(-7 * 24 * 3600, 'all'),
  ],
  [
    'a move that was tried too often at one destination',
    /was tried 7 times at one destination/,
    ({ run }) => database.db.move.updateMany({ where: { runId: run.id }, data: { tries: 7 } }),
  ],
];

test.each(lies)('%s is detected', async (_, promise, lie) => {
  const game = await afterwards();
  await lie(game);
  await expect(checkEnd(database.db, game.world)).rejects.toThrow(promise);
});

/** The world with the first migration of the schedule in progress, and the order for it. */
async function inFlight() {
  const { player, world } = await startPlaying(lane(), schedule);
  for (const step of schedule.steps) await player.take(step);
  const truth = await world.truth();
  const [migration] = truth.state.active;
  if (!migration) throw new Error('the evacuation has not begun');
  const { moveId, vmUuid } = migration.order;
  const order = { moveId, vmUuid, from: migration.from, to: migration.to };
  const beforeIt = { ...truth, state: { ...truth.state, active: [] } };
  const { config } = truth.shape;
  const hosts = config.hosts.map((host) => ({ ...host, memoryMiB: 3000 }));
  const shrunk = { ...truth.shape, config: { ...config, hosts } };
  return { truth, migration, order, beforeIt, shrunk };
}

test('a host with three migrations is detected, and so is a host that exceeds its memory', async () => {
  const { truth, migration, shrunk } = await inFlight();
  expect(() => checkMoment(truth)).not.toThrow();
  const active = [migration, migration, migration];
  expect(() => checkMoment({ ...truth, state: { ...truth.state, active } })).toThrow(/3 migrations at once/);
  expect(() => checkMoment({ ...truth, shape: shrunk })).toThrow(/holds 3\d{3} MiB of 3000/);
});

test('a forbidden order is detected', async () => {
  const { truth, order, beforeIt, shrunk } = await inFlight();
  const none = { cancelled: new Set<string>(), paused: new Set<string>(), unseen: new Set<string>() };
  expect(() => checkOrder(beforeIt, order, none)).not.toThrow();
  expect(() => checkOrder(truth, order, none)).toThrow(/a second migration/);
  expect(() => checkOrder(beforeIt, { ...order, from: order.to }, none)).toThrow(/was to leave/);
  expect(() => checkOrder(beforeIt, order, { ...none, cancelled: new Set([order.moveId]) })).toThrow(
    /its run was cancelled/,
  );
  expect(() => checkOrder(beforeIt, order, { ...none, paused: new Set([order.moveId]) })).toThrow(
    /although its run is paused/,
  );
  expect(() => checkOrder({ ...beforeIt, shape: shrunk }, order, none)).toThrow(/was to take 4096 MiB/);
});

test('a host that enters maintenance mode with a VM on it is detected', async () => {
  const { world, player } = await startPlaying(lane(), schedule);
  for (const step of schedule.steps) await player.take(step);
  const view = await world.truth();
  const places = {
    before: placesIn(view),
    after: placesIn(view),
    view,
    left: new Set<string>(),
    running: new Set<string>(),
  };
  const entering = (from: number, to: number) => () =>
    checkEntered(world.hostIds, new Set(world.hostIds.slice(from, to)), places);
  expect(entering(0, 1)).toThrow(/h1 enters maintenance with vm-0 on it/);
  expect(entering(2, 3)).not.toThrow();
});

test('a file that is not a schedule is refused with the position of the fault', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-schedule-')), 'bad.json');
  fs.writeFileSync(file, JSON.stringify({ ...schedule, steps: [{ do: 'tick', mishap: { kind: 'sulks' } }] }));
  expect(() => readSchedule(file)).toThrow(/bad\.json is no schedule.*steps\[0\]/s);
});

test('the VMs of every schedule fit on their first hosts', () => {
  fc.assert(
    fc.property(schedules, ({ vms }) => {
      const places = placesOf({ vms });
      for (const host of HOSTS) {
        const here = vms.filter((each, i) => places[i] === host && !each.isStopped);
        expect(here.reduce((sum, { memoryGiB }) => sum + memoryGiB, 0)).toBeLessThanOrEqual(30);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
