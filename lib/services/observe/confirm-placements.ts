import { DriverError } from '../../model/errors.ts';
import type { HostReading, HypervisorDriver, VmObservation } from '../../model/ports.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { isActive } from './reconcile.ts';

/** More VMs than these do not pass between two hosts at one moment: of the others the first reading is believed. */
const MAX_VMS_ASKED = 20;

/** What a second reading has found out about VMs of which the first one says what can hardly be. */
export interface ConfirmedReadings {
  readings: HostReading[];
  /** VMs (by UUID) that no host has shown, and that are there all the same. */
  stillThereUuids: Set<string>;
}

/**
 * Hosts are not observed at one instant: a VM that somebody else moves meanwhile is seen on both, or on none. Where a VM was
 * seen twice, or not at all although every host was observed, the hosts are asked for it once more: only what they say again counts.
 * VMs that a run moves (`lockedVmIds`) are its affair.
 */
export async function confirmPlacements(
  driver: HypervisorDriver,
  state: ClusterState,
  readings: HostReading[],
  lockedVmIds: ReadonlySet<string>,
): Promise<ConfirmedReadings> {
  const locked = new Set(state.vms.filter((vm) => lockedVmIds.has(vm.id)).map((vm) => vm.uuid));
  const placements = placementsOf(readings);
  const twice = [...placements].filter(([uuid, hostIds]) => hostIds.length > 1 && !locked.has(uuid));
  const areAllObserved = readings.every((each) => 'observation' in each);
  const unseen = areAllObserved
    ? state.vms.filter(
        (vm) => !locked.has(vm.uuid) && vm.missingSince === null && !isShown(readings, vm.uuid),
      )
    : [];
  const notThere = new Set<string>();
  for (const [uuid, hostIds] of twice.slice(0, MAX_VMS_ASKED))
    for (const hostId of await without(driver, uuid, hostIds)) notThere.add(`${uuid} ${hostId}`);
  const hostIds = state.hosts.map(({ id }) => id);
  const stillThereUuids = new Set<string>();
  for (const { uuid } of unseen.slice(0, MAX_VMS_ASKED))
    if ((await without(driver, uuid, hostIds)).length < hostIds.length) stillThereUuids.add(uuid);
  const isThere = (hostId: string, vm: VmObservation): boolean => !notThere.has(`${vm.uuid} ${hostId}`);
  return { readings: readings.map((each) => keep(each, isThere)), stillThereUuids };
}

function placementsOf(readings: HostReading[]): Map<string, string[]> {
  const placements = new Map<string, string[]>();
  for (const each of readings) {
    if (!('observation' in each)) continue;
    for (const vm of each.observation.vms)
      if (!vm.isIncoming && isActive(vm))
        placements.set(vm.uuid, [...(placements.get(vm.uuid) ?? []), each.hostId]);
  }
  return placements;
}

const isShown = (readings: HostReading[], uuid: string): boolean =>
  readings.some((each) => 'observation' in each && each.observation.vms.some((vm) => vm.uuid === uuid));

/** Of these hosts those that do not have the VM any more, or have no more than its incomplete copy. */
async function without(driver: HypervisorDriver, uuid: string, hostIds: string[]): Promise<string[]> {
  try {
    const placements = await driver.locateVm(uuid, hostIds);
    return placements.flatMap(({ hostId, state }) =>
      state === 'absent' || state === 'incoming' ? hostId : [],
    );
  } catch (error) {
    if (error instanceof DriverError) return [];
    throw error;
  }
}

function keep(each: HostReading, isThere: (hostId: string, vm: VmObservation) => boolean): HostReading {
  if (!('observation' in each)) return each;
  const vms = each.observation.vms.filter((vm) => isThere(each.hostId, vm));
  return { ...each, observation: { ...each.observation, vms } };
}
