import { simulatorAbilities } from '../../../../lib/drivers/simulator/abilities.ts';
import type {
  HostObservation,
  HypervisorDriver,
  MigrationRef,
  MigrationReport,
  VmObservation,
} from '../../../../lib/model/ports.ts';
import { present } from '../../../../lib/model/present.ts';
import { seenVm } from '../../../../lib/services/observe/testing/rows.ts';
import type { World } from '../world.ts';
import type { ReplayClock } from './replay-clock.ts';

const MIB = 2 ** 20;

/**
 * The hypervisors of a replayed data centre, as the product's services see them. `hostIds`: the stored id of each host,
 * in the order of the world. Moves last as long as the world says, and end when the world ends them.
 */
export function createReplayDriver(
  world: World,
  hostIds: readonly string[],
  clock: ReplayClock,
): HypervisorDriver {
  const { centre } = world;
  const vmIndex = new Map(centre.vms.map(({ id }, index) => [id, index]));
  const orders = new Map<string, { vm: number; to: number; startedAt: number }>();
  const vmOf = (uuid: string): number => present(vmIndex.get(uuid), `VM ${uuid}`);
  const hostOf = (hostId: string): number => hostIds.indexOf(hostId);
  const observeHost = async (hostId: string): Promise<HostObservation> =>
    observe(world, hostOf(hostId), hostId, clock);

  return {
    kind: 'simulator',
    abilities: simulatorAbilities,
    discoverHosts: async () => [],
    observeHost,
    observeCluster: async (ids) => ({
      hosts: await Promise.all(
        ids.map(async (hostId) => ({ hostId, observation: await observeHost(hostId) })),
      ),
    }),
    testConnections: async () => [],
    inspectCluster: async () => ({
      hosts: [],
      connections: [],
      obstacles: [],
      commonCpu: null,
      checked: 0,
      total: 0,
    }),
    startTestGuest: async () => undefined,
    removeTestGuest: async () => undefined,
    startMigration: async (order) => {
      const move = { vm: vmOf(order.vmUuid), to: hostOf(order.destinationHostId) };
      world.begin(move, clock.seconds);
      orders.set(order.moveId, { ...move, startedAt: clock.seconds });
    },
    checkMigration: async () => [],
    readMigration: async (ref) => report(world, orders, ref, clock),
    forceCompletion: async () => undefined,
    measureDirtyRates: async () => undefined,
    cancelMigration: async () => undefined,
    locateVm: async (vmUuid, ids) =>
      ids.map((hostId) => ({
        hostId,
        state: world.hostOf[vmOf(vmUuid)] === hostOf(hostId) ? 'running' : 'absent',
      })),
    enterMaintenance: async () => undefined,
    leaveMaintenance: async () => undefined,
    readAutostart: async () => false,
    setAutostart: async () => undefined,
    startStep: async () => undefined,
    readStep: async () => ({ bootId: '-', phase: 'none', exitCode: null, output: '' }),
    readBootId: async () => '-',
    orderPower: async () => undefined,
    readPower: async () => ({ state: 'unreachable', isSaved: false }),
    readSigns: async () => [],
    restartVm: async () => undefined,
    removeCopy: async () => undefined,
    watch: () => () => undefined,
    close: async () => undefined,
  };
}

/** One host with its VMs and their actual demand, also where the host cannot give them all of it: as other strategies see it. */
function observe(world: World, host: number, hostId: string, clock: ReplayClock): HostObservation {
  const { cpuCores, cpuMhz, memoryMiB, migrationMbps } = present(world.centre.hosts[host], 'host');
  const cores = present(cpuCores, 'cores');
  const coreMhz = cpuMhz / cores;
  const vms = world.centre.vms.flatMap((_, vm) =>
    world.hostOf[vm] === host ? observeVm(world, vm, coreMhz) : [],
  );
  const sum = (pick: (vm: VmObservation) => number | null): number =>
    vms.reduce((total, vm) => total + (pick(vm) ?? 0), 0);
  return {
    hostId,
    observedAt: clock.now(),
    facts: {
      cpuCores: cores,
      coreMhz,
      nominalMhz: coreMhz,
      memoryMiB,
      cpuModel: null,
      cpuFeatures: [],
      networks: null,
      storages: null,
      migrationMbps: migrationMbps ?? null,
      rack: null,
      version: 'replay',
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    },
    use: {
      cpuBusyFraction: Math.min(1, sum((vm) => vm.cpuCoresUsed) / cores),
      memoryUsedMiB: sum((vm) => vm.memoryUsedMiB),
    },
    vms,
    alarms: [],
  };
}

function observeVm(world: World, index: number, coreMhz: number): VmObservation {
  const vm = present(world.centre.vms[index], 'VM');
  return seenVm(vm.id, {
    uuid: vm.id,
    name: vm.name,
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    cpuCoresUsed: (world.demandMhz[index] as number) / coreMhz,
    memoryUsedMiB: vm.touchedMiB,
    dirtyMiBps: vm.dirtyMiBps,
    workingSetMiB: vm.workingSetMiB,
  });
}

function report(
  world: World,
  orders: ReadonlyMap<string, { vm: number; to: number; startedAt: number }>,
  { moveId }: MigrationRef,
  clock: ReplayClock,
): MigrationReport {
  const order = orders.get(moveId);
  if (order === undefined) return { phase: 'none' };
  const flight = world.flights.find(({ vm, to }) => vm === order.vm && to === order.to);
  if (flight === undefined) return { phase: 'completed', statistics: null };
  const elapsed = clock.seconds - order.startedAt;
  const bytesTotal = Math.round(present(world.centre.vms[order.vm], 'VM').touchedMiB * MIB);
  const fraction = Math.min(1, elapsed / (flight.endsAt - order.startedAt));
  return {
    phase: 'running',
    progress: {
      elapsedMs: Math.round(elapsed * 1000),
      fraction,
      bytesTotal,
      bytesProcessed: Math.round(bytesTotal * fraction),
      bytesRemaining: Math.round(bytesTotal * (1 - fraction)),
      round: 1,
      bandwidthMiBps: null,
      dirtyMiBps: null,
      throttlePercent: null,
    },
  };
}
