import type { HostObservation, MigrationReport, PlacementState, VmObservation } from '../../model/ports.ts';
import type { WorldView } from './client.ts';
import { leftAt } from './world/copying.ts';
import { demandCores, dirtyRateMiBps, usedMemoryMiB, vmAt } from './world/load.ts';
import type { ActiveMigration } from './world/state.ts';

const VERSION = 'Ballast simulator 1';
/** Of the host itself, and of each migration that it sends or receives, in cores. */
const OWN_CORES = 0.3;
const CORES_PER_MIGRATION = 0.4;
/** Even a full host leaves its VMs not quite everything. */
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
  for (const migration of busyWith) {
    if (migration.to !== host || migration.order.kind === 'offline') continue;
    const copy = incomingCopy(view, migration);
    usedMiB += copy.memoryUsedMiB ?? 0;
    vms.push(copy);
  }
  return {
    hostId,
    observedAt: new Date(at),
    facts: { ...facts, version: VERSION },
    use: {
      cpuBusyFraction: Math.min(1, usedCores / config.cpuCores),
      memoryUsedMiB: Math.min(usedMiB, config.memoryMiB),
    },
    vms,
  };
}

/** The share of its demand that a VM gets: less than 1 where all of them together want more than the host has. */
function cpuShare({ shape, state, at }: WorldView, host: number, ownCores: number): number {
  let demand = 0;
  state.hostOfVm.forEach((place, vm) => {
    if (place === host && vmAt(shape, vm).state === 'running') demand += demandCores(shape, state, vm, at);
  });
  const available = (shape.config.hosts[host]?.cpuCores ?? 0) * FULLEST_HOST - ownCores;
  return demand <= available ? 1 : Math.max(0, available) / demand;
}

function observeVm(
  { shape, state, at }: WorldView,
  vm: number,
  share: number,
  migrations: readonly ActiveMigration[],
): VmObservation {
  const machine = vmAt(shape, vm);
  const isPausedToMove = migrations.some((one) => one.vm === vm && one.pausedAt !== null);
  const now = isPausedToMove ? 'paused' : machine.state;
  const isRunning = now === 'running';
  return {
    uuid: machine.uuid,
    name: machine.name,
    state: now,
    isIncoming: false,
    vcpus: machine.vcpus,
    memoryMiB: machine.memoryMiB,
    cpuCoresUsed: isRunning ? demandCores(shape, state, vm, at) * share : 0,
    memoryUsedMiB: now === 'stopped' ? 0 : usedMemoryMiB(shape, vm, at),
    dirtyMiBps: isRunning ? dirtyRateMiBps(shape, vm, at) : 0,
    workingSetMiB: isRunning ? machine.workingSetMiB : 0,
    networks: machine.networks,
    storages: machine.storages,
    localDevices: machine.localDevices,
    cpuFeatures: machine.cpuFeatures,
  };
}

/** What has arrived of a VM that is being received: paused, without a life of its own. */
function incomingCopy(view: WorldView, migration: ActiveMigration): VmObservation {
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

/** What is known of a migration by its id. Elapsed time and pause are the simulated hypervisor's, at its own speed. */
export function reportMigration({ shape, state, at }: WorldView, moveId: string): MigrationReport {
  const active = state.active.find((migration) => migration.order.moveId === moveId);
  if (active !== undefined) {
    const isCopying = active.phase === 'copying';
    const leftMiB = isCopying ? leftAt(shape, active, at) : active.phase === 'setup' ? active.totalMiB : 0;
    const bytes = (mib: number) => Math.round(mib * 2 ** 20);
    return {
      phase: 'running',
      progress: {
        elapsedMs: Math.round((at - active.startedAt) * shape.config.speed),
        bytesTotal: bytes(active.totalMiB),
        bytesProcessed: bytes(active.sentMiB + active.roundMiB - (isCopying ? leftMiB : 0)),
        bytesRemaining: bytes(leftMiB),
        round: active.round,
        bandwidthMiBps: isCopying ? active.rateMiBps : 0,
        dirtyMiBps: active.dirtyMiBps,
      },
    };
  }
  const finished = state.finished.get(moveId);
  if (finished === undefined) return { phase: 'none' };
  const { end } = finished;
  if (end.outcome === 'completed') return { phase: 'completed', statistics: end.statistics };
  return { phase: 'failed', code: end.code, message: end.message, facts: end.facts };
}

/** What one host says of one VM. */
export function placementState({ shape, state }: WorldView, host: number, vmUuid: string): PlacementState {
  if (state.isDown[host]) return 'unreachable';
  const vm = shape.vmIndex.get(vmUuid);
  if (vm === undefined) return 'absent';
  const migration = state.active.find((one) => one.vm === vm);
  if (state.hostOfVm[vm] === host) {
    const isPausedToMove = migration !== undefined && migration.pausedAt !== null;
    return isPausedToMove ? 'paused' : vmAt(shape, vm).state;
  }
  return migration?.to === host && migration.order.kind !== 'offline' ? 'incoming' : 'absent';
}
