import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { DAY_MS, HOUR_MS } from '../../lib/series/fold-hour.ts';
import { forecastDemand } from '../../lib/services/forecasts/forecast-demand.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';
import { storeDays } from './support/store-days.ts';

const database = withTestDatabase();
const HISTORY_DAYS = 14;

type ValueAt = (vm: number, atMs: number) => number;

/** From nine to five, UTC: two cores instead of half a core. */
const office: ValueAt = (_, atMs) => {
  const hour = (atMs % DAY_MS) / HOUR_MS;
  return hour >= 9 && hour < 17 ? 2 : 0.5;
};

/**
 * Four VMs on a host of eight cores and one on another, at 08:45: their history says what is usual, and all are idle now.
 */
async function makeOffice(valueAt: ValueAt, forecast: 'off' | 'relieve-early' = 'relieve-early') {
  const vms = [0, 1, 2, 3].map((i) => simulatedVm(`vm-${i}`, 'a', { load: { base: 0.25, noise: 0 } }));
  const world = {
    hosts: [simulatedHost('a'), simulatedHost('b')],
    vms: [...vms, simulatedVm('other', 'b', { load: { base: 0.25, noise: 0 } })],
  };
  const made = await makeObservedCluster(database.db, world);
  const { clock, cluster, ctx, collect } = made;
  clock.pass(86_400 - 15 * 60 - 60); // 08:44 of the next day
  await collect();
  await database.db.policy.update({
    where: { clusterId: cluster.id },
    data: { patch: { vmOverheadMiB: 0, forecast } },
  });
  const rows = await database.db.vm.findMany({ where: { clusterId: cluster.id }, orderBy: { name: 'desc' } });
  const now = clock.now().getTime();
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  const span = { fromMs: midnight - HISTORY_DAYS * DAY_MS, toMs: now };
  await storeDays(
    database.db,
    rows.map(({ id }) => id),
    span,
    valueAt,
  );
  const input = { clusterId: cluster.id };
  const suggest = async () => {
    await suggestMoves({ ctx, input });
    return database.db.plan.findFirst({
      where: { ...input, state: 'suggested' },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
  };
  return { ...made, forecast: () => forecastDemand({ ctx, input }), suggest };
}

describe('a host that fills at nine every day', () => {
  it('is relieved before, and the suggestion says what is expected, and when', async () => {
    const { forecast, suggest, hostId } = await makeOffice(office);
    expect(await forecast()).toBe(5);
    const host = await database.db.hostForecast.findUniqueOrThrow({ where: { hostId: hostId('a') } });
    expect(host).toMatchObject({ isTrusted: true });
    expect(host.cores[0]).toBeCloseTo(2, 1);
    expect(host.cores[2]).toBeCloseTo(8, 1);
    const plan = present(await suggest(), 'a suggestion');
    const reasons = plan.moves.map(({ reason }) => reason);
    expect(reasons[0]).toMatchObject({
      code: 'expected-overload',
      facts: { host: 'a', thresholdPercent: 80 },
    });
    expect(new Date(Number(reasons[0]?.facts.atMs)).toISOString()).toMatch(/T09:\d\d:00/);
    expect(Number(reasons[0]?.facts.expectedPercent)).toBeGreaterThan(85);
  });

  it('is left alone without a forecast in the policy', async () => {
    const { forecast, suggest } = await makeOffice(office, 'off');
    expect(await forecast()).toBe(0);
    expect(await suggest()).toBeNull();
  });

  it('is forecast again after an hour, and no more once the policy turns it off', async () => {
    const { forecast, clock, cluster } = await makeOffice(office);
    expect([await forecast(), await forecast()]).toEqual([5, 0]);
    clock.pass(3600);
    expect(await forecast()).toBe(5);
    await database.db.policy.update({ where: { clusterId: cluster.id }, data: { patch: {} } });
    expect(await forecast()).toBe(0);
    expect(await database.db.vmForecast.count({ where: { vm: { clusterId: cluster.id } } })).toBe(0);
  });
});

describe('a host without a pattern', () => {
  it('is not relieved for what a forecast with a large error expects', async () => {
    // at each day another hour is busy: the median is idle, and often wrong
    const restless: ValueAt = (_, atMs) =>
      (Math.floor(atMs / DAY_MS) * 7 + Math.floor((atMs % DAY_MS) / HOUR_MS)) % 3 === 0 ? 2 : 0.5;
    const { forecast, suggest, hostId } = await makeOffice(restless);
    await forecast();
    const host = await database.db.hostForecast.findUniqueOrThrow({ where: { hostId: hostId('a') } });
    expect(host.isTrusted).toBe(false);
    expect(await suggest()).toBeNull();
  });

  it('has no forecast before three days of history', async () => {
    const { forecast } = await makeOffice((_, atMs) =>
      atMs > Date.UTC(2026, 10, 22, 12) ? office(0, atMs) : Number.NaN,
    );
    expect(await forecast()).toBe(0);
  });
});
