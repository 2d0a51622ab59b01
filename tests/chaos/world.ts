import { randomUUID } from 'node:crypto';
import type { Database } from '../../lib/db/client.ts';
import { createCommandLog } from '../../lib/db/command-log.ts';
import { openWorld, type WorldView } from '../../lib/drivers/simulator/client.ts';
import type { SimulatorCommandBody } from '../../lib/drivers/simulator/commands.ts';
import { SimulatorConfig } from '../../lib/drivers/simulator/config.ts';
import { createSimulatorDriver } from '../../lib/drivers/simulator/index.ts';
import { stateOfVm } from '../../lib/drivers/simulator/world/power.ts';
import type { Clock } from '../../lib/model/clock.ts';
import type { HostAddress, HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import type { Way } from '../../lib/model/way-out.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { makeContext } from '../integration/support/context.ts';
import { observeBy } from '../integration/support/observe-by.ts';
import { Clocks } from './clocks.ts';
import type { Schedule } from './schedule.ts';
import type { Reserve } from './schedule-of-maintenance.ts';

/** Most schedules have the first three; days of maintenance may have all. */
export const HOSTS = ['h1', 'h2', 'h3', 'h4'] as const;
export const hostsOf = ({ reserve }: Pick<Schedule, 'reserve'>): readonly string[] =>
  HOSTS.slice(0, reserve?.hosts ?? 3);
const BEGIN = Date.UTC(2026, 10, 23, 9);

/** A migration that Ballast orders, with its hosts as indexes into HOSTS. */
export interface IndexedOrder {
  moveId: string;
  vmUuid: string;
  from: number;
  to: number;
}

/** What people and faults have done of which Ballast must do nothing by itself. VMs by UUID, hosts of a patch run by id. */
interface Asked {
  toStop: Map<string, Way>; // VMs that somebody has decided to shut down, to save, or to move while they are off
  withoutPower: Set<string>; // VMs whose host has died, until they run again
  again: Map<string, number>; // how often a person has ordered the step of a host again
  ran: Set<string>; // hosts of which a person has said that their step ran
}

/** What is true of each VM at a moment. `host`: an index into HOSTS. */
export interface SeenVm {
  uuid: string;
  name: string;
  host: number;
  isRunning: boolean;
  isAutostart: boolean;
  copy: { host: number; isRunning: boolean; isAutostart: boolean } | null; // on a host that it has left by a restart
}
export type SeenVms = readonly SeenVm[];

const seeVms = ({ shape, state, at }: WorldView): SeenVms =>
  shape.config.vms.map(({ uuid, name, isAutostart }, vm) => ({
    uuid,
    name,
    host: state.hostOfVm[vm] ?? -1,
    isRunning: stateOfVm(shape, state, vm, at) !== 'stopped',
    isAutostart: isAutostart || state.autostart.has(vm),
    copy: copyOf(state, vm),
  }));

function copyOf({ copies, hostOfVm }: WorldView['state'], vm: number): SeenVm['copy'] {
  const copy = copies.get(vm);
  return copy === undefined || copy.host === hostOfVm[vm] ? null : { ...copy };
}

/** One cluster of the simulator, its real state, and functions that break it. */
export interface ChaosWorld {
  clusterId: string;
  clocks: Clocks;
  hostIds: string[]; // in the order of HOSTS
  vmUuids: string[]; // of the cluster's own VMs
  foreignUuids: string[];
  /** VMs (by UUID) that others have placed. Ballast is not responsible for VMs that it has not observed there. */
  placedByHand: Set<string>;
  /** What people have asked for on days of maintenance, and what faults have done: nothing else may happen. */
  asked: Asked;
  reserve: Reserve | null; // null: no day of maintenance
  /** The driver of a process. The hypervisors use the time of the world, and observations carry the time of the process. */
  openDriver(clock: Clock): HypervisorDriver;
  /** The state of the simulated world, read without any driver. */
  truth(): Promise<WorldView>;
  order(body: SimulatorCommandBody): Promise<void>;
  /** Where each VM is and whether it runs. */
  see(): Promise<SeenVms>;
  /** A host, by id or name, loses its power. */
  die(host: string): Promise<void>;
  /** The order with the host indexes of the world. */
  indexed(order: MigrationOrder): IndexedOrder;
  remove(): Promise<void>;
}

const HOST_MIB = 32_768;
/** Short enough that the schedules last until a stall. */
const SETTINGS = { stallSeconds: 10 };
/** All disks are there, so a host that is cut off goes on writing to them. */
const SHARED = { storages: ['san'] };

const policyOf = ({ reserve }: Schedule) =>
  reserve === undefined
    ? SETTINGS
    : {
        ...SETTINGS,
        failuresToSurvive: reserve.failuresToSurvive,
        keepReserve: reserve.keepReserve,
        restartMode: reserve.restartsProved ? ('proved' as const) : ('ask' as const),
        shutDownSeconds: 60,
        memoryThresholdPercent: 60, // so that there is something to balance
        coolDownSeconds: 0,
      };
/** Memory for VMs: without the share of the hypervisor itself, as the simulator counts it. */
const FREE_MIB = HOST_MIB - 2048;

/** The first half on the first host and the others on the second. A VM that does not fit is placed on another host. */
export function placesOf({ vms, ...schedule }: Pick<Schedule, 'vms' | 'reserve'>): string[] {
  const hosts = hostsOf(schedule);
  const heldMiB = hosts.map(() => 0);
  return vms.map(({ memoryGiB, isStopped }, i) => {
    const memoryMiB = isStopped ? 0 : memoryGiB * 1024;
    const wanted = i * 2 < vms.length ? 0 : 1;
    const fits = (host: number): boolean => (heldMiB[host] ?? 0) + memoryMiB <= FREE_MIB;
    const host = fits(wanted) ? wanted : hosts.findIndex((_, other) => fits(other));
    heldMiB[host] = (heldMiB[host] ?? 0) + memoryMiB;
    return hosts[host] ?? 'h1';
  });
}

const vmConfig = (vm: Schedule['vms'][number], name: string, host: string) => ({
  name,
  host,
  vcpus: 2,
  memoryMiB: vm.memoryGiB * 1024,
  load: { base: 0.3, noise: 0 },
  dirtyMiBps: vm.dirtyMiBps,
  workingSetMiB: Math.max(64, vm.memoryGiB * 512),
  state: vm.isStopped ? ('stopped' as const) : ('running' as const),
  isAutostart: vm.isAutostart ?? false,
  ignoresShutDown: vm.ignoresShutDown ?? false,
  localDevices: vm.bond === 'device' ? ['pci 0000:65:00.0'] : [],
  ties: vm.bond === 'tie' ? [{ kind: 'snapshots' as const, name: 'before-upgrade', blocks: TIED }] : [],
});
const TIED: ('live' | 'quick')[] = ['live', 'quick'];

function configFor(name: string, schedule: Schedule) {
  const { vms, foreignVms, reserve } = schedule;
  const places = placesOf(schedule);
  const more = reserve === undefined ? {} : SHARED;
  return {
    cluster: name,
    seed: 5,
    anchor: new Date(BEGIN).toISOString(),
    hosts: hostsOf(schedule).map((host) => ({
      ...more,
      name: host,
      cpuCores: 8,
      coreMhz: 2500,
      memoryMiB: HOST_MIB,
      cpuModel: 'EPYC-Milan',
    })),
    vms: [
      ...vms.map((vm, i) => ({ ...more, ...vmConfig(vm, `vm-${i}`, places[i] ?? 'h1') })),
      ...foreignVms.map((vm, i) => ({ ...more, ...vmConfig(vm, `stranger-${i}`, 'h1'), isAway: true })),
    ],
  };
}

/** Stores the cluster of the schedule and observes it twice, so that every demand is known. */
export async function makeWorld(db: Database, schedule: Schedule): Promise<ChaosWorld> {
  const name = `chaos-${randomUUID().slice(0, 13)}`;
  const given = configFor(name, schedule);
  const config = SimulatorConfig.parse(given);
  const cluster = await db.cluster.create({
    data: {
      name,
      driver: 'simulator',
      driverConfig: given,
      policy: { create: { scope: 'cluster', patch: { ...policyOf(schedule), vmOverheadMiB: 0 } } },
    },
  });
  const hosts: HostAddress[] = [];
  for (const host of hostsOf(schedule)) {
    // one by one, so that the ids have the order of the names in every run of a schedule
    const uri = `simulator://${name}/${host}`;
    const keepsNothing = { reserveCores: 0, reserveMemoryMiB: 0 };
    const policy = { create: { scope: 'host', patch: keepsNothing } } as const;
    const { id } = await db.host.create({
      data: { clusterId: cluster.id, name: host, uri, policy },
    });
    hosts.push({ hostId: id, name: host, uri, peerUri: null, migrationAddress: null });
  }
  const clocks = new Clocks(BEGIN);
  const store = createCommandLog(db, cluster.id);
  const truth = openWorld({ config, hosts, log: store, clock: clocks.world });
  const openDriver = (clock: Clock): HypervisorDriver => {
    const driver = createSimulatorDriver({ config, hosts, log: store, clock: clocks.world });
    const observeHost = async (hostId: string) => ({
      ...(await driver.observeHost(hostId)),
      observedAt: clock.now(),
    });
    return observeBy(driver, observeHost);
  };
  const clock = clocks.of('worker');
  const ctx = { ...makeContext(db), clock };
  for (let round = 0; round < 2; round++) {
    clocks.pass(15);
    await collectCluster({ ctx, driver: openDriver(clock), input: { clusterId: cluster.id } });
  }
  const uuids = config.vms.map(({ uuid }) => uuid);
  const asked: Asked = { toStop: new Map(), withoutPower: new Set(), again: new Map(), ran: new Set() };
  const die = async (host: string): Promise<void> => {
    const index = hosts.findIndex(({ hostId, name: own }) => own === host || hostId === host);
    for (const vm of seeVms(await truth.read()))
      if (vm.isRunning && vm.host === index) asked.withoutPower.add(vm.uuid);
    await truth.order({ type: 'host-died', hostId: host });
  };
  return {
    clusterId: cluster.id,
    clocks,
    hostIds: hosts.map(({ hostId }) => hostId),
    vmUuids: uuids.slice(0, schedule.vms.length),
    foreignUuids: uuids.slice(schedule.vms.length),
    placedByHand: new Set(),
    asked,
    reserve: schedule.reserve ?? null,
    openDriver,
    truth: () => truth.read(),
    order: (body) => truth.order(body),
    see: async () => seeVms(await truth.read()),
    die,
    indexed: ({ moveId, vmUuid, sourceHostId, destinationHostId }) => {
      const indexOf = (hostId: string): number => hosts.findIndex((host) => host.hostId === hostId);
      return { moveId, vmUuid, from: indexOf(sourceHostId), to: indexOf(destinationHostId) };
    },
    remove: async () => {
      await db.cluster.delete({ where: { id: cluster.id } });
    },
  };
}
