import { DriverError } from '../../model/errors.ts';
import type { HostReading, HypervisorDriver, VmObservation } from '../../model/ports.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { isActive } from './reconcile.ts';

/** More VMs than this do not move between two hosts at one moment: for the others the first reading counts. */
const MAX_VMS_ASKED = 20;

/** The result of a second reading of VMs whose first reading is implausible. */
export interface ConfirmedReadings {
  readings: HostReading[];
  /** VMs (by UUID) that no host listed, but that exist. */
  stillThereUuids: Set<string>;
}

/**
 * Hosts are not observed at the same instant: a VM that somebody else moves at that moment is seen on both hosts, or
 * on none. If a VM was seen twice, or not at all although every host answered, the hosts are asked about it again,
 * and only what they report both times counts. VMs that a run moves (`lockedVmIds`) are left to that run.
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
  const areAllObserved =
    readings.length === state.hosts.length && readings.every((each) => 'observation' in each);
  const shown = uuidsIn(readings);
  const unseen = areAllObserved
    ? state.vms.filter((vm) => !locked.has(vm.uuid) && vm.missingSince === null && !shown.has(vm.uuid))
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

const uuidsIn = (readings: HostReading[]): Set<string> =>
  new Set(
    readings.flatMap((each) => ('observation' in each ? each.observation.vms.map(({ uuid }) => uuid) : [])),
  );

/** Those of these hosts that no longer have the VM, or have only its incomplete copy. */
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
