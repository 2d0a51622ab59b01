import { createClusterReader } from '../../lib/drivers/cluster-reader.ts';
import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import { DriverError } from '../../lib/model/errors.ts';
import type {
  HostObservation,
  HypervisorDriver,
  MigrationOrder,
  MigrationProgress,
  MigrationReport,
} from '../../lib/model/ports.ts';

/** Like a hypervisor that moves VMs by itself, reports progress, and accepts no options. */
export const fractionOnly: DriverAbilities = {
  cap: false,
  rounds: false,
  showsIncoming: false,
  forceCompletion: [],
  throttle: false,
  samples: false,
  localDisks: false,
  dirtyRate: false,
  maintenance: false,
  cancel: true,
  quickKind: false,
  autostart: false,
  steps: false,
  restart: false,
  power: [],
  testGuest: false,
};

/**
 * A driver with fewer abilities and reports than the driver that it wraps. It tests the suite, and code that uses
 * drivers, for hypervisors that are not available. `linkMiBps`: the network speed for an order, instead of a
 * bandwidth limit.
 */
export function limitDriver(
  driver: HypervisorDriver,
  abilities: DriverAbilities,
  linkMiBps: (moveId: string) => number | null = () => null,
): HypervisorDriver {
  const observeHost = async (hostId: string) => limitObservation(await driver.observeHost(hostId), abilities);
  return {
    ...driver,
    abilities,
    observeHost,
    observeCluster: createClusterReader(observeHost, (hostId) => hostId).observeCluster,
    startMigration: async (order) => {
      assertAble(order, abilities);
      await driver.startMigration({
        ...order,
        bandwidthMiBps: order.bandwidthMiBps ?? linkMiBps(order.moveId),
      });
    },
    readMigration: async (ref) => limitReport(await driver.readMigration(ref), abilities),
    forceCompletion: async (ref, how) =>
      abilities.forceCompletion.includes(how) ? driver.forceCompletion(ref, how) : refuse(how),
    measureDirtyRates: async (...asked) =>
      abilities.dirtyRate ? driver.measureDirtyRates(...asked) : refuse('measuring'),
    orderPower: async (hostId, vmUuid, order) =>
      abilities.power.includes(order) ? driver.orderPower(hostId, vmUuid, order) : refuse(order),
    setAutostart: async (...asked) =>
      abilities.autostart ? driver.setAutostart(...asked) : refuse('autostart'),
    startStep: async (order) => (abilities.steps ? driver.startStep(order) : refuse('shell')),
    readStep: async (ref) => (abilities.steps ? driver.readStep(ref) : refuse('shell')),
    readBootId: async (hostId) => (abilities.steps ? driver.readBootId(hostId) : refuse('shell')),
    restartVm: async (order) => (abilities.restart ? driver.restartVm(order) : refuse('restart')),
    removeCopy: async (...asked) => (abilities.restart ? driver.removeCopy(...asked) : refuse('copy')),
    cancelMigration: async (ref) => (abilities.cancel ? driver.cancelMigration(ref) : refuse('cancelling')),
    locateVm: async (...asked) => {
      const places = await driver.locateVm(...asked);
      if (abilities.showsIncoming) return places;
      return places.map((place) => (place.state === 'incoming' ? { ...place, state: 'absent' } : place));
    },
  };
}

function refuse(what: string): never {
  throw new DriverError('unsupported', `this hypervisor has no ${what}`, { detail: what });
}

function assertAble(
  order: MigrationOrder,
  { cap, throttle, forceCompletion, quickKind, localDisks }: DriverAbilities,
): void {
  if (order.bandwidthMiBps !== null && !cap) refuse('cap');
  if (order.mayThrottle && !throttle) refuse('throttling');
  if (order.takesDisks && !localDisks) refuse('copy of local disks');
  if (order.mayPostCopy && !forceCompletion.includes('post-copy')) refuse('post-copy');
  if (order.kind === 'quick' && !quickKind) refuse('quick migration');
}

function limitObservation(seen: HostObservation, { showsIncoming }: DriverAbilities): HostObservation {
  return showsIncoming ? seen : { ...seen, vms: seen.vms.filter((vm) => !vm.isIncoming) };
}

function limitReport(report: MigrationReport, { rounds }: DriverAbilities): MigrationReport {
  if (rounds) return report;
  if (report.phase === 'completed') return { phase: 'completed', statistics: null };
  return report.phase === 'running' ? { ...report, progress: fractionAlone(report.progress) } : report;
}

const fractionAlone = ({ elapsedMs, fraction }: MigrationProgress): MigrationProgress => ({
  elapsedMs,
  fraction,
  bytesTotal: null,
  bytesProcessed: null,
  bytesRemaining: null,
  round: null,
  bandwidthMiBps: null,
  dirtyMiBps: null,
  throttlePercent: null,
});
