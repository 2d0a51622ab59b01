import { randomUUID } from 'node:crypto';
import { recordEvents } from '../../db/events.ts';
import { deleteGoneVms, updateHosts, upsertVms } from '../../db/inventory.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { ensurePartitions } from '../../db/sample-partitions.ts';
import { insertSamples } from '../../db/samples.ts';
import { insertWriteMeasurements } from '../../db/write-measurements.ts';
import { figures, hostLoads } from '../../engine/figures.ts';
import { keepsOutOfDecisions } from '../../model/host-alarm.ts';
import { isOverloaded } from '../../model/overload.ts';
import type { HostReading, HypervisorDriver, ReadingOptions } from '../../model/ports.ts';
import { lockingMoveStates, unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { settleDrained } from '../maintenance/settle-drained.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { type ClusterState, type HostRow, snapshotOf } from '../planning/snapshot-of.ts';
import { forgetChanged } from '../refusals/forget-changed.ts';
import { confirmPlacements } from './confirm-placements.ts';
import { countStarved } from './count-starved.ts';
import { hostEvents } from './host-events.ts';
import { type JudgedReading, judgeReadings } from './judge-observation.ts';
import { plainObservation } from './plain-observation.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
import { reportedWrites } from './reported-writes.ts';
import { samplesOf } from './samples-of.ts';

export interface CollectResult {
  hostsObserved: number;
  hostsSilent: number;
  vms: number;
  overloadedHosts: number;
}

/**
 * Observes every host of a cluster once and stores the results: inventory, load, and one sample of each object. A
 * host that does not answer, or not before `until` aborts, keeps its last data, with its age. Values that are not
 * plausible are marked, and are in no load and no sample. While a VM is moving only its run may change its host:
 * from before the hypervisors are asked until everything is stored, its observed host is ignored.
 */
export async function collectCluster({
  ctx,
  driver,
  input: { clusterId, ...options },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string } & ReadingOptions;
}): Promise<CollectResult> {
  const state = await readClusterState(ctx.db, clusterId);
  const locked = await ctx.db.move.findMany({
    where: { run: { clusterId: state.id }, state: { in: [...lockingMoveStates] } },
    select: { vmId: true },
  });
  const lockedVmIds = new Set(locked.flatMap((move) => (move.vmId ? [move.vmId] : [])));
  // a move that waits for a silent host must not wait longer than the host is silent
  const isAsked = options.isAsked || (await hasRuns(ctx, clusterId));
  const first = await observeHosts(driver, state.hosts, { ...options, isAsked });
  const { readings, stillThereUuids } = await confirmPlacements(driver, state, first, lockedVmIds);
  const now = ctx.clock.now();
  const judged = judgeReadings(readings, { state, now });
  const seen = reconcile({ state, readings: judged, lockedVmIds, stillThereUuids, now, newId: randomUUID });
  const overloadedHosts = await save(ctx, state, seen, judged, now);
  for (const host of state.hosts.filter((each) => each.mode === 'draining')) {
    const found = readings.find((each) => each.hostId === host.id);
    if (found && 'observation' in found) await settleDrained(ctx, host, found.observation);
  }
  const hostsObserved = readings.filter((each) => 'observation' in each).length;
  return {
    hostsObserved,
    hostsSilent: readings.length - hostsObserved,
    vms: seen.vms.length,
    overloadedHosts,
  };
}

async function hasRuns(ctx: Context, clusterId: string): Promise<boolean> {
  return (await ctx.db.run.count({ where: { clusterId, state: { in: unfinishedRunStates } } })) > 0;
}

async function observeHosts(
  driver: HypervisorDriver,
  hosts: readonly HostRow[],
  options: ReadingOptions,
): Promise<HostReading[]> {
  const seen = await driver.observeCluster(
    hosts.map((host) => host.id),
    options,
  );
  return seen.hosts.map((reading) =>
    'observation' in reading ? { ...reading, observation: plainObservation(reading.observation) } : reading,
  );
}

async function save(
  ctx: Context,
  state: ClusterState,
  seen: Reconciled,
  readings: JudgedReading[],
  now: Date,
): Promise<number> {
  const policy = clusterPolicy(state).values;
  const observedIds = new Set(readings.filter((each) => 'observation' in each).map((each) => each.hostId));
  const snapshot = snapshotOf({ ...state, hosts: seen.hosts, vms: allVms(state, seen) }, now);
  const loads = new Map(hostLoads(snapshot).map((load) => [load.hostId, load]));
  const hosts = seen.hosts.map((host): HostRow => {
    const load = loads.get(host.id);
    const isKnown = observedIds.has(host.id) && !keepsOutOfDecisions(host.alarms);
    if (!load || !isKnown) return host; // its last figures stay and never become 0
    const since = host.overloadedSince && host.overloadedSince < now ? host.overloadedSince : now;
    const overloadedSince = isOverloaded(load, policy) ? since : null;
    return { ...host, cpuLoad: load.cpu, memoryLoad: load.memory, overloadedSince };
  });
  const measured = figures(snapshot, policy);
  await ensurePartitions(ctx.db, now, now);
  await ctx.db.$transaction(async (tx) => {
    await updateHosts(tx, hosts);
    await recordEvents(tx, now, hostEvents(state.hosts, hosts));
    await upsertVms(
      tx,
      seen.vms.map(({ isNew: _, measured: __, ...vm }) => vm),
    );
    await insertWriteMeasurements(tx, now, reportedWrites(readings, seen.vms));
    await forgetChanged(tx, { ...state, hosts, vms: allVms(state, seen) }, backHosts(state, hosts), now);
    const gone = new Set(seen.goneVmIds);
    await deleteGoneVms(
      tx,
      state.vms.filter((vm) => gone.has(vm.id)),
    );
    if (observedIds.size === 0) return;
    const samples = samplesOf(hosts, seen.vms, readings);
    const starvedVms = countStarved(hosts, seen.vms);
    await insertSamples(tx, now, { ...samples, cluster: { clusterId: state.id, ...measured, starvedVms } });
  });
  return measured.overloadedHosts;
}

/** Hosts that did not answer before and do now. */
function backHosts(state: ClusterState, hosts: HostRow[]): Set<string> {
  const before = new Map(state.hosts.map((host) => [host.id, host.connection]));
  const isBack = (host: HostRow): boolean => host.connection === 'up' && before.get(host.id) !== 'up';
  return new Set(hosts.filter(isBack).map((host) => host.id));
}

/** The observed VMs, and the VMs of hosts that did not answer, which are assumed to keep running there. */
function allVms(state: ClusterState, seen: Reconciled): ClusterState['vms'] {
  const settled = new Set([...seen.vms.map((vm) => vm.id), ...seen.goneVmIds]);
  return [...seen.vms, ...state.vms.filter((vm) => !settled.has(vm.id))];
}
