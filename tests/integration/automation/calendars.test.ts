import { describe, expect, it } from 'vitest';
import { automatedCluster, brokenRules } from '../support/automated-cluster.ts';
import { withTestDatabase } from '../support/database.ts';
import { hosts, surge, vms } from './worlds.ts';

const database = withTestDatabase();
const everyDay = [0, 1, 2, 3, 4, 5, 6];
const policy = {
  timeZone: 'Europe/Berlin',
  windows: [{ days: everyDay, from: '02:00', to: '03:00' }],
};
const worldOf = (from: string) => ({
  hosts: hosts(3),
  vms: vms(18, 3, { base: 0.25 }),
  surges: [surge('h1', from, 10, 400)],
});

describe('a window from 02:00 to 03:00 in Berlin', () => {
  it('opens twice in the night in which clocks show that hour twice', async () => {
    const from = '2026-10-24T23:00:00Z'; // 01:00; 02:00 comes at 00:00 UTC and again at 01:00 UTC
    const night = await automatedCluster(database.db, { world: worldOf(from), policy, from });
    await night.pass(58);
    expect(await night.moves()).toEqual([]);
    expect(await night.outcomes()).toContain('outside-windows');
    await night.pass(122);
    const moves = await night.moves();
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.every(({ startedAt }) => startedAt && startedAt < new Date('2026-10-25T02:00:00Z'))).toBe(
      true,
    );
    expect(await brokenRules(night, policy)).toEqual([]);
  });

  it('does not open in the night in which clocks skip it', async () => {
    const from = '2026-03-29T00:00:00Z'; // 01:00; at 01:00 UTC it is 03:00
    const night = await automatedCluster(database.db, { world: worldOf(from), policy, from });
    await night.pass(180);
    expect(await night.moves()).toEqual([]);
    expect((await night.outcomes()).at(-1)).toBe('outside-windows');
  });
});

it('moves that have not begun at the end of a window are cancelled, and those in flight end', async () => {
  const from = '2026-11-25T08:00:00Z';
  // one move at a time, and slow ones: the window ends between them
  const short = {
    windows: [{ days: everyDay, from: '08:00', to: '08:16' }],
    movesPerHost: 1,
    bandwidthCapMiBps: 8,
  };
  const world = { hosts: hosts(3), vms: vms(9, 1, { base: 0.5 }) };
  const day = await automatedCluster(database.db, { world, policy: short, from });
  await day.pass(60);
  const run = await day.db.run.findFirstOrThrow({
    where: { clusterId: day.cluster.id },
    include: { moves: true },
  });
  const ends = run.moves.map(({ state, code }) => [state, code]);
  expect(ends).toContainEqual(['done', null]);
  expect(ends).toContainEqual(['cancelled', 'outside-window']);
  expect(run.state).toBe('partly');
  expect(await day.isBusy()).toBe(false);
  expect(await brokenRules(day, short)).toEqual([]);
});

it('a clock that jumps two hours ahead and back makes nothing move twice', async () => {
  const from = '2026-11-25T08:00:00Z';
  const world = { hosts: hosts(3), vms: vms(18, 3, { base: 0.25 }), surges: [surge('h1', from, 20, 200)] };
  const day = await automatedCluster(database.db, { world, policy: {}, from });
  await day.pass(40);
  day.clock.pass(7200);
  await day.pass(10);
  day.clock.pass(-7200);
  await day.pass(40);
  expect((await day.moves()).length).toBeGreaterThan(0);
  const byVm = Map.groupBy(await day.moves(), ({ vmId }) => vmId);
  expect([...byVm.values()].every((moves) => new Set(moves.map(({ runId }) => runId)).size === 1)).toBe(true);
});
