import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostLoads } from '../../../lib/engine/figures.ts';
import type { PlanOutcomeCode } from '../../../lib/model/plan-outcome.ts';
import type { WeeklyInterval } from '../../../lib/model/weekly-interval.ts';
import { readClusterState } from '../../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../../lib/services/planning/snapshot-of.ts';
import { readEvaluations } from '../../../lib/views/evaluations/read-evaluations.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { nowMs } from '../witness.ts';
import { openStage, type Stage, until } from './stage.ts';

/**
 * Automation on real hypervisors: guests that begin to use CPU overload their host, and the policy moves guests when its
 * calendar allows it. Uses real libvirt, QEMU, worker and PostgreSQL. Skipped with the reason if no lab can run.
 */
const reason = whyNoLab();
if (reason) console.warn(`Automation is not tried on real hypervisors. ${reason}`);

const HOUR_MS = 3_600_000;
/** In percent of a host. Far below the capacity of the machine, so that guests use what they want on a busy one, too. */
const THRESHOLD = 32;
const IDLE = 3;
const QUIET = { memoryMiB: 96, cpuPercent: 5 };
/** Of its one CPU, which is about half as much of the host: two busy guests overload a host, and one does not. */
const BUSY = { cpuPercent: 40 };
const GAP_MS = 5000;
const GUESTS = ['batch', 'web', 'app'];

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const always: WeeklyInterval = { days: everyDay, from: '00:00', to: '00:00' };

const apart = ([a = 0, b = 0]: number[]): number => Math.abs(a - b);

/** From an hour ago until in an hour, by the clocks of UTC. */
function windowOfNow(): WeeklyInterval {
  const clock = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(11, 16);
  return { days: everyDay, from: clock(-1), to: clock(1) };
}

describe.skipIf(reason)('automation with real guests', { timeout: 180_000 }, () => {
  const database = withTestDatabase();
  let stage: Stage;

  beforeAll(async () => {
    const guests = GUESTS.map((name) => ({ name, ...QUIET }));
    stage = await openStage({ url: database.url, db: database.db, guests, name: 'auto' });
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
  }, 60_000);

  /** The CPU load of each host in percent of what its reserve leaves, in the order of their names: the figures of plans. */
  const loads = async (): Promise<number[]> => {
    const { id } = await database.db.cluster.findFirstOrThrow();
    const snapshot = snapshotOf(await readClusterState(database.db, id), new Date());
    const loadOf = new Map(hostLoads(snapshot).map(({ hostId, cpu }) => [hostId, cpu]));
    return snapshot.hosts.map((host) => Math.round(1000 * (loadOf.get(host.id) ?? 0)) / 10);
  };
  const isOverloaded = async () => ((await loads())[0] ?? 0) > THRESHOLD;

  /** The worker's next evaluation with this outcome: the next observation asks for one, not the next minute. */
  const evaluated = async (code: PlanOutcomeCode) => {
    const from = new Date();
    return until(`an evaluation says ${code}`, async () => {
      await database.db.cluster.updateMany({ data: { lastPlannedAt: null } });
      const { rows } = await readEvaluations({ ctx: stage.ctx, input: { from, to: new Date(), code } });
      return rows[0] ?? null;
    });
  };

  const places = async () =>
    (await stage.lab.guests()).map(({ name, host, state }) => `${name} ${host} ${state}`).sort();

  it('moves nothing in a blackout, however busy the host is, and the log says why', async () => {
    const [first = ''] = stage.lab.hosts;
    await until('the load of the boot is forgotten', async () => ((await isOverloaded()) ? null : true));
    await stage.set({
      mode: 'automatic',
      cpuThresholdPercent: THRESHOLD,
      demandSeconds: 15,
      blackouts: [always],
    });
    await Promise.all(['batch', 'web'].map((name) => stage.lab.setLoad(name, BUSY)));
    await until('the host is overloaded', async () => ((await isOverloaded()) ? true : null));
    const row = await evaluated('blackout');
    expect(row).toMatchObject({
      outcome: { facts: { until: 'never' } },
      seen: { overloadedNames: [first] },
      leftOut: { from: first },
    });
    expect(await database.db.run.count()).toBe(0);
    expect(await places()).toEqual(GUESTS.map((name) => `${name} ${first} running`).sort());
  });

  it('moves guests by itself in its window, evens the loads out, and the log says what happened', async () => {
    const { db } = database;
    const [first = '', second = ''] = stage.lab.hosts;
    const before = await loads();
    const fromMs = nowMs();
    await stage.set({ blackouts: [], windows: [windowOfNow()] });
    const row = await evaluated('job-started');
    const run = await until('the job ends', () =>
      db.run.findFirst({ where: { finishedAt: { not: null } }, include: { moves: true } }),
    );
    console.log(`the job took ${Math.round((nowMs() - fromMs) / 1000)} s`);
    expect(row.outcome.facts).toMatchObject({ job: `R-${run.number}`, moves: run.moves.length });
    expect(run).toMatchObject({ isAutomatic: true, requestedBy: 'policy', state: 'succeeded' });
    for (const move of run.moves) {
      expect(move).toMatchObject({ state: 'done', fromHostName: first, toHostName: second });
      await stage.witness.waitFor(move.vmName, undefined, 30);
      const report = stage.witness.report(move.vmName, { fromMs });
      expect(report, move.vmName).toMatchObject({ wentOn: true, memoryErrors: 0 });
      expect(report.longestGapMs).toBeLessThan(GAP_MS);
    }
    const moved = new Set(run.moves.map(({ vmName }) => vmName));
    expect(await places()).toEqual(
      GUESTS.map((name) => `${name} ${moved.has(name) ? second : first} running`).sort(),
    );
    const [order] = await db.auditEntry.findMany({ where: { action: 'plan.approve' } });
    expect(order).toMatchObject({ actorKind: 'system', actorName: 'policy' });
    const after = await until('both hosts are busy, and none is overloaded', async () => {
      const now = await loads();
      return now.every((load) => load > IDLE && load <= THRESHOLD) ? now : null;
    });
    console.log(`CPU loads of both hosts before: ${before.join(', ')} %, after: ${after.join(', ')} %`);
    expect(apart(after)).toBeLessThan(apart(before));
    expect(await evaluated('balanced')).toMatchObject({ seen: { overloaded: 0, unknown: 0 } });
  });
});
