import { randomUUID } from 'node:crypto';
import { recordEvents } from '../../db/events.ts';
import { deleteGoneVms, storeVms, updateHosts } from '../../db/inventory.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { ensurePartitions } from '../../db/sample-partitions.ts';
import { insertSamples } from '../../db/samples.ts';
import { insertWriteMeasurements } from '../../db/write-measurements.ts';
import { figures, hostLoads } from '../../engine/figures.ts';
import { keepsOutOfDecisions } from '../../model/host-alarm.ts';
import { isOverloaded } from '../../model/overload.ts';
import type { HostReading, HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { settleDrained } from '../maintenance/settle-drained.ts';
import { keepDefinitions } from '../outages/keep-definitions.ts';
import { recordOutages } from '../outages/record-outages.ts';
import { type ClusterState, type HostRow, snapshotOf } from '../planning/snapshot-of.ts';
import { forgetChanged } from '../refusals/forget-changed.ts';
import { confirmPlacements } from './confirm-placements.ts';
import { copyEvents } from './copy-events.ts';
import { countStarved } from './count-starved.ts';
import { changedPlaces, recordForeignMoves } from './foreign-moves.ts';
import { hostEvents } from './host-events.ts';
import { type JudgedReading, judgeReadings } from './judge-observation.ts';
import { noteFailing } from './note-failing.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
import { reportedWrites } from './reported-writes.ts';
import { samplesOf } from './samples-of.ts';

export interface StoredReadings {
  vms: number; // seen
  overloadedHosts: number;
  hosts: HostRow[]; // as they are after it
}

/**
 * Stores readings of hosts of a cluster, beside what `state` shows of the others. `storedHostIds`: hosts of which the reading is
 * stored already; it only shows where VMs are.
 */
export async function storeReadings({
  ctx,
  driver,
  state,
  lockedVmIds,
  readings: first,
  storedHostIds = new Set(),
}: {
  ctx: Context;
  driver: HypervisorDriver;
  state: ClusterState;
  lockedVmIds: Set<string>;
  readings: HostReading[];
  storedHostIds?: ReadonlySet<string>;
}): Promise<StoredReadings> {
  const { readings, stillThereUuids } = await confirmPlacements(driver, state, first, lockedVmIds);
  const now = ctx.clock.now();
  const judged = judgeReadings(readings, { state, now });
  const seen = reconcile({ state, readings: judged, lockedVmIds, stillThereUuids, now, newId: randomUUID });
  const fresh = judged.filter(({ hostId }) => !storedHostIds.has(hostId));
  const shown = storedHostIds.size === 0 ? seen : onlyFresh(seen, state, fresh);
  // the cluster has a sample once all of its hosts were read
  const measuredVms = readings.length === state.hosts.length ? seen.vms : null;
  const overloadedHosts = await save(ctx, state, { seen: shown, readings: fresh, measuredVms }, now);
  await keepDefinitions(ctx, state.id, readings);
  for (const host of state.hosts.filter((each) => each.mode === 'draining')) {
    const found = readings.find((each) => each.hostId === host.id && !storedHostIds.has(each.hostId));
    if (found && 'observation' in found) await settleDrained(ctx, host, found.observation);
  }
  return { vms: seen.vms.length, overloadedHosts, hosts: shown.hosts };
}

/** What only these readings show: the other hosts, and VMs that are on them alone, stay as they are stored. */
function onlyFresh(seen: Reconciled, state: ClusterState, fresh: readonly JudgedReading[]): Reconciled {
  const hostIds = new Set(fresh.map(({ hostId }) => hostId));
  const uuids = new Set(
    fresh.flatMap((each) => ('observation' in each ? each.observation.vms.map(({ uuid }) => uuid) : [])),
  );
  const before = new Map(state.hosts.map((host) => [host.id, host]));
  const places = new Map(state.vms.map((vm) => [vm.id, vm.hostId]));
  return {
    hosts: seen.hosts.map((host) => (hostIds.has(host.id) ? host : (before.get(host.id) ?? host))),
    vms: seen.vms.filter(
      (vm) => uuids.has(vm.uuid) || vm.missingSince !== null || hostIds.has(places.get(vm.id) ?? vm.hostId),
    ),
    goneVmIds: seen.goneVmIds,
  };
}

async function save(
  ctx: Context,
  state: ClusterState,
  {
    seen,
    readings,
    measuredVms,
  }: { seen: Reconciled; readings: JudgedReading[]; measuredVms: Reconciled['vms'] | null },
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
    await recordOutages(tx, state.hosts, hosts, now);
    await recordEvents(tx, now, copyEvents(state, seen.vms));
    await noteFailing(ctx, tx, state.hosts, readings);
    await storeVms(tx, seen.vms, state.vms);
    await recordForeignMoves(tx, { id: state.id, hosts }, changedPlaces(state.vms, seen.vms), now);
    await insertWriteMeasurements(tx, now, reportedWrites(readings, seen.vms));
    await forgetChanged(tx, { ...state, hosts, vms: allVms(state, seen) }, backHosts(state, hosts), now);
    const gone = new Set(seen.goneVmIds);
    await deleteGoneVms(
      tx,
      state.vms.filter((vm) => gone.has(vm.id)),
    );
    if (observedIds.size === 0) return;
    const samples = samplesOf(hosts, seen.vms, readings);
    const cluster = measuredVms && {
      clusterId: state.id,
      ...measured,
      starvedVms: countStarved(hosts, measuredVms),
    };
    await insertSamples(tx, now, { ...samples, cluster });
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
