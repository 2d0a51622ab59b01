import { type CountedProgress, fractionOf } from '../../model/counted-progress.ts';
import type { FailingReason, ReportedFailing } from '../../model/failing-host.ts';
import type {
  FurtherHostMeasures,
  FurtherVmMeasures,
  HostObservation,
  MigrationReport,
  PlacementState,
  VmObservation,
} from '../../model/ports.ts';
import { toTags } from '../../model/tag.ts';
import type { WorldView } from './client.ts';
import { halfCopyHost, isStandingStill, leftAt } from './world/copying.ts';
import { demandCores, dirtyRateMiBps, hostAt, usedMemoryMiB, vmAt } from './world/load.ts';
import { stateOfVm, tiesOfVm } from './world/power.ts';
import { doesAnswer } from './world/reach.ts';
import type { ActiveMigration, LeftCopy, WorldShape } from './world/state.ts';
import { trafficOf } from './world/traffic.ts';

/** Each restart brings an update. */
const versionOf = (boots: number): string =>
  boots === 0 ? 'Ballast simulator 1' : `Ballast simulator 1.${boots}`;
/** The overhead of the host itself, and of each incoming or outgoing migration, in cores. */
const OWN_CORES = 0.3;
const CORES_PER_MIGRATION = 0.4;
/** Even a full host leaves its VMs slightly less than everything. */
const FULLEST_HOST = 0.985;

/** One host as the simulated hypervisor reports it at the view's time. */
export function observe(view: WorldView, host: number, hostId: string): HostObservation {
  const { shape, state, at } = view;
  const config = shape.config.hosts[host];
  if (config === undefined) throw new RangeError(`the world has no host ${host}`);
  const { name: _, ...facts } = config;
  const busyWith = state.active.filter((one) => one.from === host || one.to === host);
  const vms: VmObservation[] = [];
  const own = OWN_CORES + CORES_PER_MIGRATION * busyWith.length;
  const share = cpuShare(view, host, own);
  let usedCores = own;
  let usedMiB = shape.config.hypervisorMemoryMiB;
  state.hostOfVm.forEach((place, vm) => {
    if (place !== host) return;
    const seen = observeVm(view, vm, share, busyWith);
    usedCores += seen.cpuCoresUsed ?? 0;
    usedMiB += seen.memoryUsedMiB ?? 0;
    vms.push(seen);
  });
  for (const [vm, copy] of state.copies) {
    if (copy.host === host && state.hostOfVm[vm] !== host) vms.push(leftCopy(view, vm, copy));
  }
  for (const migration of busyWith) {
    if (halfCopyHost(migration) !== host || migration.order.kind === 'offline') continue;
    const copy = halfCopy(view, migration);
    usedMiB += copy.memoryUsedMiB ?? 0;
    vms.push(copy);
  }
  return {
    hostId,
    observedAt: new Date(at),
    facts: {
      ...facts,
      tags: toTags(facts.tags),
      nominalMhz: facts.coreMhz,
      version: versionOf(state.boots[host] ?? 0),
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    },
    use: {
      cpuBusyFraction: Math.min(1, usedCores / config.cpuCores),
      memoryUsedMiB: Math.min(usedMiB, config.memoryMiB),
    },
    further: furtherOf(vms, share),
    failing: failingOf(state.failing.get(host)),
    vms,
    alarms: [],
  };
}

const failingOf = (reason: FailingReason | undefined): ReportedFailing | null =>
  reason === undefined ? null : { reason, detail: `simulated sensor: ${reason}` };

/** Its disks and network carry what its VMs do; somebody waits for a CPU in the share of the time that VMs do not get. */
function furtherOf(vms: readonly VmObservation[], share: number): FurtherHostMeasures {
  const sum = (name: keyof FurtherVmMeasures): number =>
    vms.reduce((total, { further }) => total + (further?.[name] ?? 0), 0);
  return {
    cpuPressure: 1 - share,
    swapUsedMiB: 0,
    hugePagesUsedMiB: 0,
    diskReadMiBps: sum('diskReadMiBps'),
    diskWriteMiBps: sum('diskWriteMiBps'),
    networkInMiBps: sum('networkInMiBps'),
    networkOutMiBps: sum('networkOutMiBps'),
  };
}

/** The share of its demand that a VM gets: less than 1 if all of them together demand more than the host has. */
function cpuShare({ shape, state, at }: WorldView, host: number, ownCores: number): number {
  let demand = 0;
  state.hostOfVm.forEach((place, vm) => {
    if (place === host && stateOfVm(shape, state, vm, at) === 'running')
      demand += demandCores(shape, state, vm, at);
  });
  const available = hostAt(shape, host).cpuCores * FULLEST_HOST - ownCores;
  return demand <= available ? 1 : Math.max(0, available) / demand;
}

function observeVm(
  { shape, state, at }: WorldView,
  vm: number,
  share: number,
  migrations: readonly ActiveMigration[],
): VmObservation {
  const machine = vmAt(shape, vm);
  const migration = migrations.find((one) => one.vm === vm);
  const now =
    migration !== undefined && isStandingStill(migration) ? 'paused' : stateOfVm(shape, state, vm, at);
  const isRunning = now === 'running';
  const speed = 1 - (migration?.throttlePercent ?? 0) / 100;
  const wanted = isRunning ? demandCores(shape, state, vm, at) : 0;
  const cores = wanted * share * speed;
  return {
    uuid: machine.uuid,
    name: machine.name,
    state: now,
    isIncoming: false,
    vcpus: machine.vcpus,
    memoryMiB: machine.memoryMiB,
    cpuCoresUsed: cores,
    memoryUsedMiB: now === 'stopped' ? 0 : usedMemoryMiB(shape, vm, at),
    dirtyMiBps: isRunning ? dirtyRateMiBps(shape, vm, at) * speed : 0,
    workingSetMiB: isRunning ? machine.workingSetMiB : 0,
    further: {
      readyCores: wanted * (1 - share),
      balloonMiB: now === 'stopped' ? null : machine.memoryMiB, // the simulated hosts never inflate one
      swapMiBps: 0,
      ...trafficOf(shape, vm, { at, cores }),
    },
    networks: machine.networks,
    storages: machine.storages,
    localDevices: machine.localDevices,
    cpuFeatures: machine.cpuFeatures,
    condition: null,
    hugePageKiB: null,
    hostCpus: machine.hostCpus,
    numaNodes: [],
    ties: tiesOfVm(shape, state, vm, at),
    managedBy: machine.managedBy,
    tags: toTags(machine.tags),
    isPersistent: machine.isPersistent,
    isAutostart: state.autostart.has(vm),
    definition: null,
  };
}

/** A copy of a VM that was started elsewhere: it has its definition, and does nothing that counts. */
function leftCopy(view: WorldView, vm: number, { isRunning, isAutostart }: LeftCopy): VmObservation {
  return {
    ...observeVm(view, vm, 1, []),
    state: isRunning ? 'running' : 'stopped',
    isAutostart,
    cpuCoresUsed: 0,
    memoryUsedMiB: isRunning ? vmAt(view.shape, vm).memoryMiB : 0,
    dirtyMiBps: null,
    workingSetMiB: null,
  };
}

/** An incoming copy, or the rest of a VM that is still being fetched: paused, without load. */
function halfCopy(view: WorldView, migration: ActiveMigration): VmObservation {
  const { roundMiB, totalMiB, round, phase } = migration;
  const isFilling = phase === 'copying' && round === 1;
  const arrivedMiB = isFilling ? roundMiB - leftAt(view.shape, migration, view.at) : totalMiB;
  return {
    ...observeVm(view, migration.vm, 1, []),
    state: 'paused',
    isIncoming: true,
    cpuCoresUsed: 0,
    memoryUsedMiB: phase === 'setup' ? 0 : arrivedMiB,
    dirtyMiBps: null,
    workingSetMiB: null,
  };
}

/** The progress of a migration, as the simulated hypervisor reports it. */
function progressOf(shape: WorldShape, migration: ActiveMigration, at: number): CountedProgress {
  const { phase, totalMiB, toPullMiB, sentMiB, roundMiB, throttlePercent } = migration;
  const isSending = phase === 'copying' || phase === 'pulling';
  const leftMiB = isSending ? leftAt(shape, migration, at) : phase === 'setup' ? totalMiB : (toPullMiB ?? 0);
  const bytes = (mib: number) => Math.round(mib * 2 ** 20);
  const bytesProcessed = bytes(sentMiB + roundMiB - (isSending ? leftMiB : 0));
  const bytesRemaining = bytes(leftMiB);
  return {
    elapsedMs: Math.round((at - migration.startedAt) * shape.config.speed),
    fraction: fractionOf(bytesProcessed, bytesRemaining),
    bytesTotal: bytes(totalMiB),
    bytesProcessed,
    bytesRemaining,
    round: migration.round,
    bandwidthMiBps: isSending ? migration.rateMiBps : 0,
    dirtyMiBps: migration.dirtyMiBps,
    throttlePercent: throttlePercent === 0 ? null : throttlePercent,
  };
}

/** A migration by its id. Elapsed time and pause are the simulated hypervisor's, at its own speed. */
export function reportMigration({ shape, state, at }: WorldView, moveId: string): MigrationReport {
  const active = state.active.find((migration) => migration.order.moveId === moveId);
  if (active !== undefined) return { phase: 'running', progress: progressOf(shape, active, at) };
  const finished = state.finished.get(moveId);
  if (finished === undefined) return { phase: 'none' };
  const { end } = finished;
  if (end.outcome === 'completed') return { phase: 'completed', statistics: end.statistics };
  const { code, scope, message, facts } = end;
  return { phase: 'failed', code, scope, message, facts };
}

/** What one host says of one VM. */
export function placementState(
  { shape, state, at }: WorldView,
  host: number,
  vmUuid: string,
): PlacementState {
  if (!doesAnswer(state, host)) return 'unreachable';
  const vm = shape.vmIndex.get(vmUuid);
  if (vm === undefined) return 'absent';
  const migration = state.active.find((one) => one.vm === vm);
  if (state.hostOfVm[vm] === host) {
    return migration !== undefined && isStandingStill(migration) ? 'paused' : stateOfVm(shape, state, vm, at);
  }
  const left = state.copies.get(vm);
  if (left?.host === host) return left.isRunning ? 'running' : 'stopped';
  const isHalfCopy = migration !== undefined && halfCopyHost(migration) === host;
  return isHalfCopy && migration.order.kind !== 'offline' ? 'incoming' : 'absent';
}
