import { beforeAll, expect, test } from 'vitest';
import { ensurePartitions } from '../../lib/db/samples.ts';
import { Broken, checkEnd, checkMoment, checkOrder } from '../chaos/invariants.ts';
import { play, startPlaying } from '../chaos/play.ts';
import type { Lane } from '../chaos/player.ts';
import type { Schedule } from '../chaos/schedule.ts';
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

test('an order for a VM that is being migrated already is found, and so is a host with three migrations', async () => {
  const { player, world } = await startPlaying(lane(), schedule);
  for (const step of schedule.steps) await player.take(step);
  const truth = await world.truth();
  const [migration] = truth.state.active;
  if (!migration) throw new Error('the evacuation has not begun');
  const { moveId, vmUuid } = migration.order;
  const order = { moveId, vmUuid, from: migration.from, to: migration.to };
  expect(() => checkOrder(truth, order, new Set())).toThrow(Broken);
  const crowded = { ...truth, state: { ...truth.state, active: [migration, migration, migration] } };
  expect(() => checkMoment(crowded)).toThrow(/3 migrations at once/);
});
