import fs from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ensurePartitions } from '../../lib/db/samples.ts';
import { checkEnd, checkMoment, checkOrder } from '../chaos/invariants.ts';
import { play, startPlaying } from '../chaos/play.ts';
import type { Lane } from '../chaos/player.ts';
import { type Schedule, schedules } from '../chaos/schedule.ts';
import { HOSTS, placesOf } from '../chaos/world.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const lane = (): Lane => ({ url: database.url, db: database.db, breakConnections: async () => undefined });
const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 23, 12);

beforeAll(() => ensurePartitions(database.db, new Date(NOON - DAY_MS), new Date(NOON + DAY_MS)));

const vm = { memoryGiB: 4, dirtyMiBps: 5, isStopped: false };
const schedule: Schedule = {
  vms: [vm, vm],
  steps: [
    { do: 'evacuate', host: 0 },
    { do: 'tick', mishap: null },
  ],
};

test('a schedule that keeps every promise is played to its end', async () => {
  const played = await play(lane(), schedule);
  expect(played).toMatchObject({ runs: 1, moves: { done: 1 } });
});

/** Schedules that broke a promise once, as they were then: what a seed and a path mean changes with the generator. */
const kept = fs.readdirSync('tests/chaos/schedules').map((file) => ({
  file,
  schedule: JSON.parse(fs.readFileSync(`tests/chaos/schedules/${file}`, 'utf8')) as Schedule,
}));

test.each(kept)('$file keeps every promise', async ({ schedule: found }) => {
  const played = await play(lane(), found);
  expect(played.runs).toBeGreaterThan(0);
});

/** The cluster after the schedule's end, for a lie to be told about it. */
async function afterwards() {
  const game = await startPlaying(lane(), schedule);
  for (const step of schedule.steps) await game.player.take(step);
  await game.player.mend();
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
      return database.db.auditEntry.create({ data: { ...rest, details: details ?? {} } });
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
];

test.each(lies)('%s is found', async (_, promise, lie) => {
  const game = await afterwards();
  await lie(game);
  await expect(checkEnd(database.db, game.world)).rejects.toThrow(promise);
});

/** The world with the first migration of the schedule under way, and the order for it. */
async function underWay() {
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

test('a moment at which a host has three migrations is found, and one at which it is over its memory', async () => {
  const { truth, migration, shrunk } = await underWay();
  expect(() => checkMoment(truth)).not.toThrow();
  const active = [migration, migration, migration];
  expect(() => checkMoment({ ...truth, state: { ...truth.state, active } })).toThrow(/3 migrations at once/);
  expect(() => checkMoment({ ...truth, shape: shrunk })).toThrow(/holds 3\d{3} MiB of 3000/);
});

test('an order that may not be given is found', async () => {
  const { truth, order, beforeIt, shrunk } = await underWay();
  const none = new Set<string>();
  expect(() => checkOrder(beforeIt, order, none)).not.toThrow();
  expect(() => checkOrder(truth, order, none)).toThrow(/a second migration/);
  expect(() => checkOrder(beforeIt, { ...order, from: order.to }, none)).toThrow(/was to leave/);
  expect(() => checkOrder(beforeIt, order, new Set([order.moveId]))).toThrow(/its run was cancelled/);
  expect(() => checkOrder({ ...beforeIt, shape: shrunk }, order, none)).toThrow(/was to take 4096 MiB/);
});

test('the VMs of every schedule fit where they begin', () => {
  fc.assert(
    fc.property(schedules, ({ vms }) => {
      const places = placesOf(vms);
      for (const host of HOSTS) {
        const here = vms.filter((each, i) => places[i] === host && !each.isStopped);
        expect(here.reduce((sum, { memoryGiB }) => sum + memoryGiB, 0)).toBeLessThanOrEqual(30);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
