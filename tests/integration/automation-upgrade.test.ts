import { beforeAll, describe, expect, test } from 'vitest';
import { automationOf, withAutomation } from '../../lib/db/automation.ts';
import { actsByItself } from '../../lib/model/automation.ts';
import { present } from '../../lib/model/present.ts';
import { compareLoads } from '../../lib/services/forecasts/compare-loads.ts';
import { dismissPlan } from '../../lib/services/plans/dismiss-plan.ts';
import { switchAutomation } from '../../lib/services/stops/switch-automation.ts';
import { setAutomation } from '../../lib/services/vms/set-automation.ts';
import { readEvaluations } from '../../lib/views/evaluations/read-evaluations.ts';
import { readQuality } from '../../lib/views/quality/read-quality.ts';
import { readAutomation } from '../../lib/views/settings/read-automation.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [CLUSTER, HOST, OTHER_HOST, VM] = [id(1), id(2), id(3), id(4)];
const [DONE, WAITING, DISMISSED, MOVING] = [id(11), id(12), id(13), id(14)];
const PLAN = `INSERT INTO plan (id, cluster_id, kind, state, snapshot, policy, before, after, complete, rejections, planning_ms,
    requested_by, taken_at, created_at, confirmed_at, expires_at, decided_at, decided_by, decision_reason)
  VALUES ($1, $2, 'balance', $3, '{"hosts":[],"vms":[]}', '{}', '{}', '{}', true, '[]', 1, 'worker', $4, $4, $4, $5, $6, $7, $8)`;
const RUN = `INSERT INTO run (id, plan_id, cluster_id, kind, state, requested_by, created_at, finished_at)
  VALUES ($1, $1, $2, 'balance', $3, 'ann', $4, $5)`;

/** A cluster of the release before: a finished job, one in progress, a suggestion, one that was dismissed, and an event. */
async function fill(run: RunSql): Promise<void> {
  const outcome = '{"code":"suggested","facts":{"suggestion":"S-2","moves":1}}';
  await run(
    `INSERT INTO cluster (id, name, driver, last_plan_outcome, last_planned_at) VALUES ($1, 'prod', 'libvirt', $2, $3)`,
    [CLUSTER, outcome, hoursAgo(1)],
  );
  for (const host of [HOST, OTHER_HOST])
    await run(`INSERT INTO host (id, cluster_id, name, uri) VALUES ($1, $2, $3, $3)`, [host, CLUSTER, host]);
  await run(
    `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, seen_at, automation)
     VALUES ($1, $2, 'u', 'db-01', $3, 'running', 2, 1024, $4, 'manual')`,
    [VM, CLUSTER, HOST, now],
  );
  const decided = [hoursAgo(3), 'ann'];
  await run(PLAN, [DONE, CLUSTER, 'approved', hoursAgo(4), null, ...decided, null]);
  await run(PLAN, [MOVING, CLUSTER, 'approved', hoursAgo(4), null, ...decided, null]);
  await run(PLAN, [DISMISSED, CLUSTER, 'dismissed', hoursAgo(4), null, ...decided, 'not today']);
  await run(PLAN, [WAITING, CLUSTER, 'suggested', hoursAgo(1), hoursAgo(-1), null, null, null]);
  await run(RUN, [DONE, CLUSTER, 'succeeded', hoursAgo(3), hoursAgo(2)]);
  await run(RUN, [MOVING, CLUSTER, 'running', hoursAgo(1), null]);
  await run(
    `INSERT INTO event (at, topic, code, cluster_id, subject, facts)
     VALUES ($1, 'suggestion', 'made', $2, '{}', '{"suggestion":"S-1"}')`,
    [hoursAgo(4), CLUSTER],
  );
}

const database = withTestDatabase({ empty: true });
beforeAll(() => upgradeFilled(database.url, '_evaluations', fill));
const ctx = () => makeContext(database.db, { clock });
const window = { from: hoursAgo(24), to: now };

describe('an upgrade of a filled database to one with automation', () => {
  test('nothing acts by itself: no job is automatic, nothing is stopped, and no webhook is called', async () => {
    const { db } = database;
    const cluster = await db.cluster.findUniqueOrThrow({ where: { id: CLUSTER }, include: withAutomation });
    expect(cluster).toMatchObject({ unevenSince: null, endpointId: null, balancer: null });
    const state = automationOf(cluster);
    expect([actsByItself(state.policy), state.switchedOff, state.stop]).toEqual([false, null, null]);
    expect(await db.run.count({ where: { isAutomatic: true } })).toBe(0);
    expect(await readAutomation({ ctx: ctx() })).toEqual({
      switchedOff: null,
      stops: [],
      foreignMoves: [],
      webhook: { url: null, hasSecret: false },
      deliveries: [],
    });
  });

  test('loads are only compared after jobs that end from now on', async () => {
    const { db } = database;
    await compareLoads({ ctx: ctx(), input: { clusterId: CLUSTER } });
    const runs = await db.run.findMany({ orderBy: { id: 'asc' } });
    expect(runs.map(({ loadComparedAt, loadError }) => [loadComparedAt, loadError])).toEqual([
      [hoursAgo(2), null],
      [null, null],
    ]);
  });

  test('what was dismissed before keeps its reason, and the log of evaluations begins empty', async () => {
    const { dismissed } = await readQuality({ ctx: ctx(), input: { clusterId: CLUSTER, timeZone: 'UTC' } });
    expect(dismissed).toEqual([{ why: 'other', reason: 'not today', count: 1 }]);
    expect(await readEvaluations({ ctx: ctx(), input: window })).toMatchObject({ rows: [], total: 0 });
    expect(await database.db.event.findMany()).toMatchObject([{ clusterId: CLUSTER, code: 'made' }]);
  });

  test('its suggestion can be dismissed, its VMs set, and automation switched, as events of all clusters', async () => {
    const { db } = database;
    await dismissPlan({ ctx: ctx(), input: { planId: WAITING, reason: 'after the audit' } });
    const { changeId } = await setAutomation({
      ctx: ctx(),
      input: { vms: { vmIds: [VM] }, automation: 'excluded' },
    });
    const change = { where: { id: present(changeId, 'the change') }, include: { vms: true } };
    expect(await db.automationChange.findUnique(change)).toMatchObject({ vms: [{ former: 'manual' }] });
    await switchAutomation({ ctx: ctx(), input: { to: 'off' } });
    const events = await db.event.findMany({ orderBy: { id: 'desc' }, take: 1 });
    expect(events).toMatchObject([{ topic: 'automation', code: 'switched-off', clusterId: null }]);
  });
});
