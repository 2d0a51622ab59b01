import { describe, expect, it } from 'vitest';
import { resumeAutomation } from '../../../lib/services/stops/resume-automation.ts';
import { switchAutomation } from '../../../lib/services/stops/switch-automation.ts';
import { readAutomation } from '../../../lib/views/settings/read-automation.ts';
import { type AutomatedCluster, automatedCluster, brokenRules } from '../support/automated-cluster.ts';
import { withTestDatabase } from '../support/database.ts';
import { hosts, surge, vms } from './worlds.ts';

const database = withTestDatabase();
const from = '2026-11-25T08:00:00Z';
const world = {
  hosts: hosts(4),
  vms: vms(24, 4, { base: 0.2 }),
  surges: [surge('h1', from, 10, 400), surge('h2', from, 120, 200)],
};
const open = (policy: object = {}, vmsOf = world.vms) =>
  automatedCluster(database.db, { world: { ...world, vms: vmsOf }, policy, from });

/** Somebody else moves the VMs back that Ballast has just moved. */
async function moveBack(day: AutomatedCluster): Promise<number> {
  const moves = (await day.moves()).filter(({ state }) => state === 'done');
  for (const { vmUuid, fromHostId } of moves)
    await day.command({ type: 'place', vm: vmUuid, hostId: fromHostId });
  return moves.length;
}

describe('another balancer', () => {
  it('that takes back what Ballast moved stops automation, until a person resumes it', async () => {
    const day = await open({}, vms(48, 4, { base: 0.4 }, { vcpus: 1 })); // smaller ones: relief takes several
    await day.pass(30);
    expect(await moveBack(day)).toBeGreaterThanOrEqual(2);
    await day.pass(4);
    const page = await readAutomation({ ctx: day.operator });
    expect(page.stops[0]).toMatchObject({ code: 'moved-back', resumed: null });
    expect(page.foreignMoves.filter(({ isReturn }) => isReturn).length).toBeGreaterThanOrEqual(2);
    await day.pass(90);
    expect((await day.outcomes()).at(-1)).toBe('stopped');
    expect(await brokenRules(day, {})).toEqual([]);
    const before = (await day.moves()).length;
    await resumeAutomation({ ctx: day.operator, input: { clusterId: day.cluster.id } });
    await day.pass(60);
    expect((await day.moves()).length).toBeGreaterThan(before);
    expect(await brokenRules(day, {})).toEqual([]);
  });

  it('that moves other VMs is shown, and stops nothing', async () => {
    const day = await open();
    const byHand = ['vm-03', 'vm-04', 'vm-07'];
    await day.pass(90, async (minute) => {
      const vm = byHand[minute / 2];
      if (vm) await day.command({ type: 'place', vm, hostId: day.hostId('h2') });
    });
    const page = await readAutomation({ ctx: day.operator });
    expect(page.foreignMoves.map(({ vm }) => vm)).toEqual(expect.arrayContaining(['vm-03', 'vm-04']));
    expect(await day.db.automationStop.count({ where: { clusterId: day.cluster.id } })).toBe(0);
    const moves = await day.moves();
    expect(moves.length).toBeGreaterThan(0);
    // a VM that somebody has just moved is left alone for the cool-down
    const hourMs = 3_600_000;
    const early = moves.filter(
      ({ vmName, startedAt }) =>
        byHand.includes(vmName) && startedAt && startedAt.getTime() - Date.parse(from) < hourMs,
    );
    expect(early).toEqual([]);
  });
});

it('two failed moves of a job stop automation, and the rest of the job does not begin', async () => {
  const day = await open({ movesPerHost: 1, maxTries: 1 });
  for (const host of ['h2', 'h3', 'h4'])
    await day.command({ type: 'refuse', hostId: day.hostId(host), when: 'load', code: 'load-failed' });
  await day.pass(120);
  const stops = await day.db.automationStop.findMany({ where: { clusterId: day.cluster.id } });
  expect(stops).toMatchObject([{ code: 'moves-failed', facts: { failed: 2 } }]);
  const run = await day.db.run.findUniqueOrThrow({
    where: { id: stops[0]?.runId ?? '-' },
    include: { moves: true },
  });
  expect(run.moves.filter(({ state }) => state === 'failed')).toHaveLength(2);
  expect(await brokenRules(day, {})).toEqual([]);
});

it('the switch stops automation in all clusters, and nobody can switch twice', async () => {
  const day = await open();
  const ctx = day.operator;
  await switchAutomation({ ctx, input: { to: 'off' } });
  await expect(switchAutomation({ ctx, input: { to: 'off' } })).rejects.toMatchObject({
    code: 'automation-switched',
  });
  await day.pass(40);
  expect(await day.moves()).toEqual([]);
  expect((await day.outcomes()).at(-1)).toBe('switched-off');
  await switchAutomation({ ctx, input: { to: 'on' } });
  await day.pass(20);
  expect((await day.moves()).length).toBeGreaterThan(0);
});
