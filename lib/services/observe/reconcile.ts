import { clusterPolicy } from '../../db/policies.ts';
import type { DriverError } from '../../model/errors.ts';
import { type Connection, isStale, STALE_AFTER_INTERVALS } from '../../model/host.ts';
import { type HostAlarm, isSizeDoubtful, vmFacts } from '../../model/host-alarm.ts';
import type { VmMeasures } from '../../model/measures.ts';
import type { HostObservation, VmObservation } from '../../model/ports.ts';
import { smooth } from '../../series/smooth.ts';
import type { ClusterState, HostRow, VmRow } from '../planning/snapshot-of.ts';
import type { JudgedReading } from './judge-observation.ts';
import type { JudgedVm } from './judge-vm.ts';
import { vmMeasuresOf } from './measures-of.ts';

export interface Reconciled {
  hosts: HostRow[];
  vms: ReconciledVm[];
  /** How long a VM may be missing, although all hosts answer, before it counts as gone. */
  goneVmIds: string[];
}

/** A VM to store. `measured`: what was measured of it now; null: nothing. */
export type ReconciledVm = VmRow & { isNew: boolean; measured: VmMeasures | null };

type Sighting = { hostId: string; vm: JudgedVm };
type Sized = JudgedVm & { vcpus: number; memoryMiB: number };

const isSized = (vm: JudgedVm): vm is Sized => vm.vcpus !== null && vm.memoryMiB !== null;

/**
 * The cluster to store, from the stored one and the readings. Pure; ids of new VMs come from `newId`. A VM is
 * identified by its UUID, never by its name or host. An incomplete copy at a destination is not a VM. A VM that is
 * being moved (`lockedVmIds`) keeps its host, because only its run knows where it is. A host that did not answer
 * keeps its VMs. A VM that only the second reading found (`stillThereUuids`) is not missing; the next observation
 * shows its host. A new VM without a reported size is not stored yet: it is an alarm of its host.
 */
export function reconcile(input: {
  state: ClusterState;
  readings: JudgedReading[];
  lockedVmIds: Set<string>;
  stillThereUuids?: ReadonlySet<string>;
  now: Date;
  newId: () => string;
}): Reconciled {
  const { state, readings, lockedVmIds, stillThereUuids, now, newId } = input;
  const sightings = collectSightings(readings);
  const areAllObserved =
    readings.every((each) => 'observation' in each) && readings.length === state.hosts.length;
  const known = new Set(state.vms.map((vm) => vm.uuid));
  // what a host that did not answer has is as it was
  const isUnread = (hostId: string | null): boolean =>
    state.hosts.some(({ id }) => id === hostId) &&
    !readings.some((each) => each.hostId === hostId && 'observation' in each);
  const { demandSeconds } = clusterPolicy(state).values;

  const vms: Reconciled['vms'] = [];
  const goneVmIds: string[] = [];
  for (const vm of state.vms) {
    const seen = sightings.get(vm.uuid) ?? [];
    if (seen.length > 0) {
      vms.push(updateVm({ vm, seen, isLocked: lockedVmIds.has(vm.id), now, demandSeconds, isUnread }));
    } else if (areAllObserved && !lockedVmIds.has(vm.id) && !stillThereUuids?.has(vm.uuid)) {
      const missingSince = vm.missingSince && vm.missingSince < now ? vm.missingSince : now;
      const missingSeconds = (now.getTime() - missingSince.getTime()) / 1000;
      if (missingSeconds >= STALE_AFTER_INTERVALS * state.intervalSeconds) goneVmIds.push(vm.id);
      else vms.push({ ...vm, missingSince, isNew: false, measured: null });
    }
  }
  const newcomers = [...sightings].flatMap(([uuid, seen]) => (known.has(uuid) ? [] : [seen]));
  const { met, unsized } = meet(newcomers, (seen) => ({ clusterId: state.id, seen, now, id: newId() }));
  const hosts = state.hosts.map((host) =>
    withAlarm(updateHost(host, readings, state, now), readings, unsized),
  );
  return { hosts, vms: [...vms, ...met], goneVmIds };
}

function updateHost(host: HostRow, readings: JudgedReading[], state: ClusterState, now: Date): HostRow {
  const found = readings.find((each) => each.hostId === host.id);
  if (!found) return host;
  if ('error' in found) return { ...host, ...lostHost(host, found.error, state.intervalSeconds, now) };
  const { facts, use, observedAt, alarms, cpuSeconds = null, cpuStillSince } = found.observation;
  const { inMaintenance = null } = found.observation;
  const observedFields = {
    connection: 'up',
    lastError: null,
    lastSampleAt: observedAt,
    inMaintenance,
    alarms,
    cpuSeconds,
    cpuStillSince,
  } as const;
  // impossible sizes are not stored: the last valid ones stay
  if (isSizeDoubtful(alarms)) return { ...host, ...observedFields };
  return {
    ...host,
    ...observedFields,
    version: facts.version,
    rack: facts.rack ?? host.rack,
    tags: facts.tags ?? host.tags,
    cpuCores: facts.cpuCores,
    ...clockOf(host, facts),
    memoryMiB: facts.memoryMiB,
    cpuModel: facts.cpuModel,
    cpuFeatures: facts.cpuFeatures,
    networks: facts.networks ?? [],
    knowsNetworks: facts.networks !== null,
    storages: facts.storages ?? [],
    knowsStorages: facts.storages !== null,
    cpuIds: facts.cpuIds ?? [],
    numaNodes: facts.numaNodes ?? [],
    hugePages: facts.hugePages,
    migrationMbps: facts.migrationMbps ?? host.migrationMbps,
    cpuUse: use.cpuBusyFraction,
    memoryUsedMiB: use.memoryUsedMiB,
  };
}

/** Unknown VMs: those with a reported size are stored. */
function meet(
  newcomers: Sighting[][],
  birth: (seen: Sighting[]) => Birth,
): { met: Reconciled['vms']; unsized: Sighting[] } {
  const met: Reconciled['vms'] = [];
  const unsized: Sighting[] = [];
  for (const seen of newcomers) {
    const place = choosePlace(seen, null);
    if (isSized(place.vm)) met.push(createVm(place.vm, place.hostId, birth(seen)));
    else unsized.push(place);
  }
  return { met, unsized };
}

/** The alarm about VMs that exist but cannot be counted in any load. */
function withAlarm(host: HostRow, readings: JudgedReading[], unsized: readonly Sighting[]): HostRow {
  const names = unsized.flatMap(({ hostId, vm }) => (hostId === host.id ? [vm.name] : []));
  const isObserved = readings.some((each) => each.hostId === host.id && 'observation' in each);
  if (names.length === 0 || !isObserved) return host;
  const alarm: HostAlarm = { code: 'vms-unknown-size', facts: vmFacts(names) };
  return { ...host, alarms: [...host.alarms, alarm] };
}

/**
 * The nominal clock, if the hypervisor reports it. Otherwise the highest clock observed, because an idle host reports
 * a low one.
 */
function clockOf(host: HostRow, facts: HostObservation['facts']): Pick<HostRow, 'coreMhz' | 'knowsClock'> {
  if (facts.nominalMhz != null) return { coreMhz: facts.nominalMhz, knowsClock: true };
  if (host.knowsClock) return { coreMhz: host.coreMhz, knowsClock: true };
  return { coreMhz: Math.max(host.coreMhz ?? 0, facts.coreMhz), knowsClock: false };
}

/**
 * One missed reading does not mean that a host is down: it keeps its connection until its last good sample is too
 * old.
 */
function lostHost(host: HostRow, error: DriverError, intervalSeconds: number, now: Date): Partial<HostRow> {
  const lastError = { code: error.code, message: error.message, facts: error.facts };
  const ageSeconds = host.lastSampleAt
    ? (now.getTime() - host.lastSampleAt.getTime()) / 1000
    : Number.POSITIVE_INFINITY;
  if (!isStale(ageSeconds, intervalSeconds)) return { lastError };
  const isDown = error.code === 'host-unreachable';
  const connection: Connection = isDown ? 'down' : 'unknown';
  return { lastError, connection };
}

function collectSightings(readings: JudgedReading[]): Map<string, Sighting[]> {
  const sightings = new Map<string, Sighting[]>();
  for (const each of readings) {
    if (!('observation' in each)) continue;
    for (const vm of each.observation.vms) {
      if (vm.isIncoming) continue;
      const list = sightings.get(vm.uuid) ?? [];
      list.push({ hostId: each.hostId, vm });
      sightings.set(vm.uuid, list);
    }
  }
  return sightings;
}

/** A copy about which its host reports nothing does not count as a second copy. */
export const isActive = (vm: VmObservation): boolean => vm.state !== 'stopped' && vm.isUnread !== true;
const isActiveThere = ({ vm }: Sighting): boolean => isActive(vm);
/** A stopped copy beside another one. */
const isLeftThere = ({ vm }: Sighting): boolean => vm.state === 'stopped' && vm.isUnread !== true;

/** The host of the VM: an active copy counts before a stopped one, and its previous host before others. */
function choosePlace(seen: Sighting[], currentHostId: string | null): Sighting {
  const candidates = seen.some(isActiveThere) ? seen.filter(isActiveThere) : seen;
  const place = candidates.find((each) => each.hostId === currentHostId) ?? candidates[0];
  if (!place) throw new Error('a VM that was seen has a place');
  return place;
}

function updateVm(input: {
  vm: VmRow;
  seen: Sighting[];
  isLocked: boolean;
  now: Date;
  demandSeconds: number;
  isUnread: (hostId: string | null) => boolean;
}): ReconciledVm {
  const { vm, seen, isLocked, now, demandSeconds, isUnread } = input;
  const place = choosePlace(seen, vm.hostId);
  const hostId = isLocked ? vm.hostId : place.hostId;
  const elsewhere = seen.filter((each) => each.hostId !== place.hostId);
  const second = (found: Sighting | undefined, was: string | null): string | null =>
    found?.hostId ?? (isUnread(was) && was !== place.hostId ? was : null);
  const elapsed = Math.max(0, (now.getTime() - vm.seenAt.getTime()) / 1000); // a clock may have been ahead
  const cores = place.vm.cpuCoresUsed;
  const isRunning = place.vm.state === 'running';
  if (place.vm.isUnread === true)
    return { ...vm, ...unreadVm(place, hostId, now), isNew: false, measured: null };
  return {
    ...vm,
    ...inventoryOf(place.vm),
    isNew: false,
    measured: vmMeasuresOf(place.vm),
    vcpus: place.vm.vcpus ?? vm.vcpus,
    memoryMiB: place.vm.memoryMiB ?? vm.memoryMiB,
    tags: place.vm.tags ?? vm.tags,
    hostId,
    state: isLocked ? vm.state : place.vm.state,
    cores,
    demandCores: isRunning ? smooth(vm.demandCores, cores, elapsed, demandSeconds) : null,
    demandMemoryMiB: smooth(vm.demandMemoryMiB, place.vm.memoryUsedMiB, elapsed, demandSeconds),
    residentMiB: place.vm.residentMiB ?? vm.residentMiB,
    dirtyMiBps: place.vm.dirtyMiBps ?? vm.dirtyMiBps,
    workingSetMiB: place.vm.workingSetMiB ?? vm.workingSetMiB,
    seenAt: now,
    duplicateHostId: isLocked
      ? vm.duplicateHostId
      : second(elsewhere.find(isActiveThere), vm.duplicateHostId),
    copyHostId: isLocked ? vm.copyHostId : second(elsewhere.find(isLeftThere), vm.copyHostId),
    missingSince: null,
  };
}

/** The VM exists, and nothing more is known: its size and demand stay unchanged, and it is tied to its host. */
function unreadVm({ vm }: Sighting, hostId: string, now: Date): Partial<VmRow> {
  return { hostId, condition: vm.condition, ties: vm.ties, seenAt: now, missingSince: null };
}

interface Birth {
  clusterId: string;
  seen: Sighting[];
  now: Date;
  id: string;
}

function createVm(vm: Sized, hostId: string, { clusterId, seen, now, id }: Birth): ReconciledVm {
  const cores = vm.cpuCoresUsed;
  return {
    id,
    clusterId,
    placeVersion: 0,
    uuid: vm.uuid,
    ...inventoryOf(vm),
    isNew: true,
    measured: vmMeasuresOf(vm),
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    tags: vm.tags ?? [],
    hostId,
    state: vm.state,
    cores,
    demandCores: vm.state === 'running' ? cores : null,
    demandMemoryMiB: vm.memoryUsedMiB,
    residentMiB: vm.residentMiB ?? null,
    dirtyMiBps: vm.dirtyMiBps,
    workingSetMiB: vm.workingSetMiB,
    automation: 'inherit',
    lastMigratedAt: null,
    exemption: null,
    policy: null,
    learned: null,
    dirtyAskedAt: null,
    seenAt: now,
    duplicateHostId: seen.filter(isActiveThere).find((each) => each.hostId !== hostId)?.hostId ?? null,
    copyHostId: seen.filter(isLeftThere).find((each) => each.hostId !== hostId)?.hostId ?? null,
    missingSince: null,
  };
}

function inventoryOf(vm: JudgedVm) {
  const { name, networks, storages, localDevices, cpuFeatures } = vm;
  const { condition, hugePageKiB, hostCpus, numaNodes, ties, managedBy, isPersistent, isAutostart } = vm;
  const needs = { networks, storages, localDevices, cpuFeatures, hugePageKiB, hostCpus, numaNodes, ties };
  const kept = { managedBy, isPersistent, isAutostart, definition: vm.definition };
  const judged = { doubts: vm.doubts, cpuSeconds: vm.cpuSeconds ?? null, cpuStillSince: vm.cpuStillSince };
  return { name, condition, ...kept, ...needs, ...judged };
}
