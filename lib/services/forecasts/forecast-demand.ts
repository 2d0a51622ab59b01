import {
  deleteForecasts,
  forecastsSince,
  type HostForecastRow,
  type VmForecastRow,
  writeForecasts,
} from '../../db/demand-forecasts.ts';
import { clusterPolicy, hostPolicy, withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { reserveOf } from '../../model/reserve.ts';
import {
  type Expected,
  expectSeries,
  HISTORY_SLOTS,
  meanError,
  SLOT_MS,
  SLOTS_PER_DAY,
} from '../../series/seasonal.ts';
import type { Context } from '../context.ts';
import { readSeries } from '../series/read-series.ts';

const EVERY_MS = 3_600_000;
/** A forecast is judged by a day of earlier ones at least. */
const MIN_JUDGED_SLOTS = SLOTS_PER_DAY;
/** So many VMs are read at a time. */
const CHUNK = 50;
/** A forecast is trusted if its error is less than that of "as it was an hour ago", and than this share of the host. */
const MAX_ERROR_SHARE = 0.1;

/**
 * Forecasts the demand of the VMs and hosts of a cluster for the next day, where its policy asks for it; at most once an
 * hour. Resolves with the number of VMs that have a forecast.
 */
export async function forecastDemand({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<number> {
  const cluster = await readCluster(ctx, clusterId);
  if (cluster === null) return 0;
  const since = await forecastsSince(ctx.db, clusterId);
  if (clusterPolicy(cluster).values.forecast === 'off') {
    if (since !== null) await ctx.db.$transaction((tx) => deleteForecasts(tx, clusterId));
    return 0;
  }
  const now = ctx.clock.now().getTime();
  const from = new Date(Math.floor(now / SLOT_MS) * SLOT_MS);
  const age = since === null ? Number.POSITIVE_INFINITY : from.getTime() - since.getTime();
  if (age >= 0 && age < EVERY_MS) return 0; // below 0: a clock was wrong
  const expected = await expectVms(ctx, cluster, from);
  const vms = cluster.vms.flatMap(({ id }): VmForecastRow[] => {
    const ahead = aheadOf(expected.get(id));
    return ahead === null ? [] : [{ vmId: id, from, cores: [...ahead] }];
  });
  const hosts = cluster.hosts.flatMap((host) => hostForecast(cluster, host, expected, from) ?? []);
  await ctx.db.$transaction((tx) => writeForecasts(tx, clusterId, { vms, hosts }));
  return vms.length;
}

function readCluster(ctx: Context, clusterId: string) {
  return ctx.db.cluster.findUnique({
    where: { id: clusterId },
    include: {
      ...withPolicy,
      hosts: { include: withOwnPolicy },
      vms: {
        where: { state: 'running', missingSince: null },
        select: { id: true, hostId: true, demandCores: true },
      },
    },
  });
}

type ClusterRow = NonNullable<Awaited<ReturnType<typeof readCluster>>>;
type HostRow = ClusterRow['hosts'][number];

async function expectVms(
  ctx: Context,
  { vms }: Pick<ClusterRow, 'vms'>,
  from: Date,
): Promise<Map<string, Expected>> {
  const window = {
    from: new Date(from.getTime() - HISTORY_SLOTS * SLOT_MS),
    to: new Date(from.getTime() - 1),
    bucketSeconds: SLOT_MS / 1000,
  };
  const expected = new Map<string, Expected>();
  for (let first = 0; first < vms.length; first += CHUNK) {
    const objectIds = vms.slice(first, first + CHUNK).map(({ id }) => id);
    const series = await readSeries({ ctx, input: { kind: 'vm', objectIds, measures: ['cores'], window } });
    for (const [id, { measures }] of series) {
      const [cores] = measures;
      if (cores !== undefined) expected.set(id, expectSeries(cores.means, SLOTS_PER_DAY));
    }
  }
  return expected;
}

/** The sums over its VMs. One without a forecast counts as it is now, and so do its errors. Null: its size is not known. */
function hostForecast(
  cluster: ClusterRow,
  host: HostRow,
  expected: ReadonlyMap<string, Expected>,
  from: Date,
): HostForecastRow | null {
  if (host.cpuCores === null || host.memoryMiB === null) return null;
  const here = cluster.vms
    .filter(({ hostId }) => hostId === host.id)
    .map((vm) => ({ demandCores: vm.demandCores ?? 0, expected: expected.get(vm.id) }));
  const cores = sumOf(
    here.map((vm) => aheadOf(vm.expected) ?? new Float64Array(SLOTS_PER_DAY).fill(vm.demandCores)),
  );
  const known = here.flatMap((vm) => vm.expected ?? []);
  const own = meanError(sumOf(known.map((vm) => (aheadOf(vm) ? vm.errors : vm.persistence))));
  const row = { hostId: host.id, from, cores: [...cores] };
  if (own.count < MIN_JUDGED_SLOTS)
    return { ...row, errorCores: null, persistenceCores: null, isTrusted: false };
  const [errorCores, persistenceCores] = [own.mean, meanError(sumOf(known.map((vm) => vm.persistence))).mean];
  const size = { cpuCores: host.cpuCores, memoryMiB: host.memoryMiB };
  const usableCores = size.cpuCores - reserveOf(size, hostPolicy(cluster, host)).cores;
  const isTrusted = errorCores < persistenceCores && errorCores <= MAX_ERROR_SHARE * usableCores;
  return { ...row, errorCores, persistenceCores, isTrusted };
}

/** A forecast with a gap is none. */
function aheadOf(expected: Expected | undefined): Float64Array | null {
  return expected === undefined || expected.ahead.some(Number.isNaN) ? null : expected.ahead;
}

/** Slot by slot, from the last one back. What is not known of one series is left out of the sum; NaN where nothing is known. */
function sumOf(series: readonly Float64Array[]): Float64Array {
  const length = Math.max(0, ...series.map((each) => each.length));
  const sums = new Float64Array(length).fill(Number.NaN);
  for (const each of series)
    for (const [i, value] of each.entries()) {
      const place = length - each.length + i;
      const sum = sums[place] ?? Number.NaN;
      if (!Number.isNaN(value)) sums[place] = Number.isNaN(sum) ? value : sum + value;
    }
  return sums;
}
