import { z } from 'zod';
import { clusterPolicy, hostPolicy } from '../../db/policies.ts';
import type { PowerOff, StaysOnReason } from '../../engine/power-off.ts';
import { assertAllowed } from '../../model/actor.ts';
import { isOpen } from '../../model/calendar.ts';
import { presentOf } from '../../model/cluster-clock.ts';
import { byName } from '../../model/compare-names.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import { present } from '../../model/present.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { WeeklyInterval } from '../../model/weekly-interval.ts';
import { DAY_MS, HOUR_MS } from '../../series/fold-hour.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { plannerOf } from '../../services/planning/plan-intent.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';
import { type ClusterState, snapshotOf } from '../../services/planning/snapshot-of.ts';
import { readSeries } from '../../services/series/read-series.ts';

/** The past whose peaks must still fit. */
const HISTORY_DAYS = 28;
const WEEK_HOURS = 168;
const WEEKS_PER_YEAR = 52.18;

export interface PowerPage {
  cluster: { id: string; name: string; hosts: number; rules: number };
  hoursAWeek: number; // of the schedule
  /** The greatest CPU demand in these hours of the last weeks, as a multiple of the present one; null: not enough history. */
  peakFactor: number | null;
  /** Null: without history nothing is suggested. */
  off: { id: string; name: string; idleWatts: number; vms: number }[] | null;
  stays: { id: string; name: string; reason: StaysOnReason }[];
  moves: { id: string; vm: string; from: string; to: string }[]; // in order: the proof that they can be emptied together
  loads: { id: string; name: string; cpuPercent: number; memoryPercent: number }[]; // at the peak, with the others off
  kWhAWeek: number;
  kWhAYear: number;
}

export const ReadPowerInput = z.object({
  clusterId: z.string(),
  timeZone: z.string(),
  schedule: WeeklyInterval,
});

/**
 * Which hosts of a cluster could be switched off in these hours of the week, at the greatest demand of the last four weeks, and
 * what that saves. A suggestion only: Ballast switches nothing off. Throws `cluster-not-found`, `invalid-input`.
 */
export async function readPower({
  ctx,
  input,
}: {
  ctx: Context;
  input: z.input<typeof ReadPowerInput>;
}): Promise<PowerPage> {
  const { clusterId, timeZone, schedule } = parseInput(ReadPowerInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId });
  if (!isId(clusterId))
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const state = await readClusterState(ctx.db, clusterId);
  const { now } = presentOf(state, ctx.clock.now());
  const calendar = { windows: [schedule], blackouts: [], timeZone };
  const isOff = (atMs: number): boolean => isOpen(new Date(atMs), calendar);
  const snapshot = snapshotOf(state, now);
  const peakFactor = await readPeakFactor(ctx, state, now, isOff);
  const week = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const hoursAWeek = Array.from({ length: WEEK_HOURS }, (_, i) => isOff(week + i * HOUR_MS)).filter(
    Boolean,
  ).length;
  const base = { cluster: clusterOf(state), hoursAWeek, peakFactor };
  if (peakFactor === null)
    return { ...base, off: null, stays: [], moves: [], loads: [], kWhAWeek: 0, kWhAYear: 0 };
  const policy = clusterPolicy(state).values;
  const atPeak = withDemandTimes(snapshot, peakFactor);
  const found = await plannerOf(ctx)('powerOff', { snapshot: atPeak, policy });
  return { ...base, ...viewPower(state, found, hoursAWeek) };
}

/** The greatest sum of the hosts' CPU demand in the hours of the schedule, over the present sum; null: too little is known. */
async function readPeakFactor(
  ctx: Context,
  state: ClusterState,
  now: Date,
  isOff: (atMs: number) => boolean,
): Promise<number | null> {
  const series = await readSeries({
    ctx,
    input: {
      kind: 'host',
      objectIds: state.hosts.map(({ id }) => id),
      measures: ['cpuLoad'],
      window: {
        from: new Date(now.getTime() - HISTORY_DAYS * DAY_MS),
        to: now,
        bucketSeconds: HOUR_MS / 1000,
      },
    },
  });
  const weights = new Map(state.hosts.map((host) => [host.id, host.cpuCores ?? 0]));
  const sums = new Map<number, number>();
  for (const [id, { startMs, stepMs, measures }] of series) {
    const greatest = measures[0]?.greatest ?? new Float64Array();
    for (const [i, load] of greatest.entries()) {
      const at = startMs + i * stepMs;
      if (Number.isNaN(load) || !isOff(at)) continue;
      sums.set(at, (sums.get(at) ?? 0) + load * (weights.get(id) ?? 0));
    }
  }
  const current = state.hosts.reduce((sum, host) => sum + (host.cpuLoad ?? 0) * (host.cpuCores ?? 0), 0);
  if (sums.size === 0 || current === 0) return null;
  return Math.max(...sums.values()) / current;
}

/** All VMs need so many times what they need now, but no more than their vCPUs. */
function withDemandTimes(snapshot: Snapshot, factor: number): Snapshot {
  const coreMhz = new Map(snapshot.hosts.map((host) => [host.id, host.cpuMhz / (host.cpuCores ?? 1)]));
  return {
    ...snapshot,
    vms: snapshot.vms.map((vm) => {
      const { cpuMhz } = vm.demand;
      if (cpuMhz === undefined) return vm;
      const most = (vm.vcpus ?? Number.POSITIVE_INFINITY) * (coreMhz.get(vm.hostId) ?? 0);
      return { ...vm, demand: { ...vm.demand, cpuMhz: Math.min(cpuMhz * factor, Math.max(most, cpuMhz)) } };
    }),
  };
}

function viewPower(state: ClusterState, { hostIds, moves, loads, stays }: PowerOff, hoursAWeek: number) {
  const hosts = new Map(state.hosts.map((host) => [host.id, host]));
  const vms = new Map(state.vms.map((vm) => [vm.id, vm.name]));
  const hostOf = (id: string) => present(hosts.get(id), 'a host of the cluster');
  const wattsOf = (id: string) => hostPolicy(state, hostOf(id)).values;
  const kWhAWeek = (savedWatts(state, hostIds, moves, wattsOf) * hoursAWeek) / 1000;
  return {
    off: hostIds.map((id) => ({
      id,
      name: hostOf(id).name,
      idleWatts: wattsOf(id).idleWatts,
      vms: state.vms.filter((vm) => vm.hostId === id).length,
    })),
    stays: stays
      .map(({ hostId, reason }) => ({ id: hostId, name: hostOf(hostId).name, reason }))
      .sort(byName),
    moves: moves.map((move, index) => ({
      id: `${index}`,
      vm: vms.get(move.vmId) ?? move.vmId,
      from: hostOf(move.fromHostId).name,
      to: hostOf(move.toHostId).name,
    })),
    loads: loads
      .map(({ hostId, cpu, memory }) => ({
        id: hostId,
        name: hostOf(hostId).name,
        cpuPercent: cpu * 100,
        memoryPercent: memory * 100,
      }))
      .sort(byName),
    kWhAWeek,
    kWhAYear: kWhAWeek * WEEKS_PER_YEAR,
  };
}

/**
 * A host draws its idle watts and, in proportion to its busy cores, up to its busy watts (Fan, Weber and Barroso 2007). So what
 * is saved is the idle watts of the hosts that are off, and what a core costs less, or more, where its VM runs then.
 */
function savedWatts(
  state: ClusterState,
  hostIds: readonly string[],
  moves: PowerOff['moves'],
  wattsOf: (hostId: string) => { idleWatts: number; busyWatts: number },
): number {
  const cores = new Map(state.hosts.map((host) => [host.id, host.cpuCores ?? 0]));
  const perCore = (id: string): number => {
    const { idleWatts, busyWatts } = wattsOf(id);
    const count = cores.get(id) ?? 0;
    return count === 0 ? 0 : Math.max(0, busyWatts - idleWatts) / count;
  };
  const demand = new Map(state.vms.map((vm) => [vm.id, vm.demandCores ?? 0]));
  const idle = hostIds.reduce((sum, id) => sum + wattsOf(id).idleWatts, 0);
  return moves.reduce(
    (sum, { vmId, fromHostId, toHostId }) =>
      sum + (demand.get(vmId) ?? 0) * (perCore(fromHostId) - perCore(toHostId)),
    idle,
  );
}

const clusterOf = ({ id, name, hosts, rules, managerRules }: ClusterState): PowerPage['cluster'] => ({
  id,
  name,
  hosts: hosts.length,
  rules: rules.length + managerRules.length,
});
