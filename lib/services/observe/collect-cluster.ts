import { hasOpenSteps } from '../../db/power-steps.ts';
import type { ClusterObservation, HostReading, HypervisorDriver, ReadingOptions } from '../../model/ports.ts';
import { lockingMoveStates, unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import type { ClusterState, HostRow } from '../planning/snapshot-of.ts';
import { followManager } from './follow-manager.ts';
import { type HostChange, hostChange } from './host-change.ts';
import { plainObservation } from './plain-observation.ts';
import { type StoredReadings, storeReadings } from './store-readings.ts';

export interface CollectResult {
  hostsObserved: number;
  hostsSilent: number;
  vms: number;
  overloadedHosts: number;
  change: HostChange | null;
}

/**
 * Observes every host of a cluster once and stores the results: inventory, load, and one sample of each object. A
 * host that does not answer, or not before `until` aborts, keeps its last data, with its age. Hosts that have answered when `early`
 * aborts are stored then, the others later: a slow host delays no other. Values that are not
 * plausible are marked, and are in no load and no sample. While a VM is moving only its run may change its host:
 * from before the hypervisors are asked until everything is stored, its observed host is ignored.
 */
export async function collectCluster({
  ctx,
  driver,
  input: { clusterId, early, ...options },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string; early?: AbortSignal } & Omit<ReadingOptions, 'early'>;
}): Promise<CollectResult> {
  const state = await readClusterState(ctx.db, clusterId);
  const lockedVmIds = await readLocked(ctx, clusterId);
  // a move that waits for a silent host must not wait longer than the host is silent
  const isAsked = options.isAsked || (await hasRuns(ctx, clusterId));
  const { first, all } = observeHosts(driver, state.hosts, { ...options, isAsked }, early);
  const some = await first;
  if (some === null) {
    const seen = await all;
    const stored = await storeReadings({ ctx, driver, state, lockedVmIds, readings: seen.hosts });
    await followManager(ctx, state, seen);
    return resultOf(state, seen.hosts, stored);
  }
  await storeReadings({ ctx, driver, state, lockedVmIds, readings: some });
  const seen = await all;
  const now = await readClusterState(ctx.db, clusterId);
  const stored = await storeReadings({
    ctx,
    driver,
    state: now,
    lockedVmIds: new Set([...lockedVmIds, ...(await readLocked(ctx, clusterId)), ...movedSince(state, now)]),
    readings: seen.hosts,
    storedHostIds: new Set(some.map(({ hostId }) => hostId)),
  });
  await followManager(ctx, now, seen);
  return resultOf(state, seen.hosts, stored);
}

function resultOf(
  before: ClusterState,
  readings: readonly HostReading[],
  { vms, overloadedHosts, hosts }: StoredReadings,
): CollectResult {
  const hostsObserved = readings.filter((each) => 'observation' in each).length;
  return {
    hostsObserved,
    hostsSilent: readings.length - hostsObserved,
    vms,
    overloadedHosts,
    change: hostChange(before.hosts, hosts),
  };
}

/** The VMs that are being moved. */
async function readLocked(ctx: Context, clusterId: string): Promise<Set<string>> {
  const locked = await ctx.db.move.findMany({
    where: { run: { clusterId }, state: { in: [...lockingMoveStates] } },
    select: { vmId: true },
  });
  return new Set(locked.flatMap((move) => move.vmId ?? []));
}

/** VMs of which a move has begun or ended in between: a reading of the time before does not show where they are. */
function movedSince(before: ClusterState, now: ClusterState): string[] {
  const versions = new Map(before.vms.map((vm) => [vm.id, vm.placeVersion]));
  return now.vms.flatMap((vm) => (vm.placeVersion === (versions.get(vm.id) ?? vm.placeVersion) ? [] : vm.id));
}

async function hasRuns(ctx: Context, clusterId: string): Promise<boolean> {
  const runs = await ctx.db.run.count({ where: { clusterId, state: { in: unfinishedRunStates } } });
  return runs > 0 || hasOpenSteps(ctx.db, clusterId);
}

/** All readings, and those that there were when `early` aborted; null if nobody had to wait. */
function observeHosts(
  driver: HypervisorDriver,
  hosts: readonly HostRow[],
  options: ReadingOptions,
  early: AbortSignal | undefined,
): { first: Promise<HostReading[] | null>; all: Promise<ClusterObservation> } {
  const first = Promise.withResolvers<HostReading[] | null>();
  const take = (readings: HostReading[]) => first.resolve(readings.map(plainReading));
  const ids = hosts.map((host) => host.id);
  const all = driver
    .observeCluster(ids, early ? { ...options, early: { after: early, take } } : options)
    .then((seen) => ({ ...seen, hosts: seen.hosts.map(plainReading) }));
  void all.then(() => first.resolve(null), first.reject);
  return { first: first.promise, all };
}

const plainReading = (reading: HostReading): HostReading =>
  'observation' in reading ? { ...reading, observation: plainObservation(reading.observation) } : reading;
