import type { Plan, PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { SnapshotHost } from '../model/snapshot.ts';
import { type Fault, fault } from './faults.ts';
import type { World } from './world.ts';

const TOLERANCE = 1e-6;

const askedFor: ReadonlySet<string> = new Set(['evacuate', 'requested', 'undo']);

/** Checks a balancing plan: the VMs and hosts of its moves must be available for balancing. */
export function checkBalancing(world: World, plan: Plan, policy: Policy): Fault[] {
  if (plan.moves.some(({ reason }) => askedFor.has(reason.code))) return [];
  return [
    ...plan.moves.flatMap((move, i) => checkVm(world, move, `moves[${i}]`, policy)),
    ...checkUnknown(world, plan, policy),
    ...checkNumber(world, plan, policy),
  ];
}

/** Every move counts, and a VM moves once, or twice where the first move makes room for a swap. */
function checkNumber(world: World, { moves }: Plan, { maxMoves }: Policy): Fault[] {
  const faults: Fault[] = [];
  if (maxMoves !== null && moves.length > maxMoves)
    faults.push(fault('moves', 'too-many-moves', { moves: moves.length, limit: maxMoves }));
  const movesOf = Map.groupBy(moves, ({ vmId }) => vmId);
  for (const [vmId, own] of movesOf)
    if (own.length > 2)
      faults.push(fault('moves', 'moved-too-often', { vm: world.vmLabel(vmId), moves: own.length }));
  return faults;
}

/**
 * A host with VMs of unknown demand may receive more only while it stays under its threshold with each of these using
 * all of its vCPUs; a host that does not report its cores may receive nothing.
 */
function checkUnknown(world: World, plan: Plan, policy: Policy): Fault[] {
  const { vms, hosts } = world.snapshot;
  const place = new Map(vms.map((vm) => [vm.id, vm.hostId]));
  const loadOf = (host: SnapshotHost, isBounded: boolean) => {
    const vcpuMhz = host.cpuMhz / (host.cpuCores ?? Number.NaN);
    const used = vms.reduce((sum, vm) => {
      if (vm.state !== 'running' || place.get(vm.id) !== host.id) return sum;
      return sum + (vm.demand.cpuMhz ?? (isBounded ? (vm.vcpus ?? 1) * vcpuMhz : 0));
    }, 0);
    return used / Math.max(1, host.cpuMhz - host.reserve.cpuMhz);
  };
  const atFirst = new Map(hosts.map((host) => [host.id, loadOf(host, false)]));
  return plan.moves.flatMap((move, i) => {
    place.set(move.vmId, move.toHostId);
    const to = world.hosts.get(move.toHostId);
    const isUnknown = vms.some(
      (vm) => vm.hostId === to?.id && vm.state === 'running' && vm.demand.cpuMhz === undefined,
    );
    if (to === undefined || !isUnknown || world.vms.get(move.vmId)?.state === 'stopped') return [];
    const isBelow = loadOf(to, true) * 100 <= policy.cpuThresholdPercent + TOLERANCE;
    if (isBelow || (to.cpuCores !== undefined && loadOf(to, false) <= (atFirst.get(to.id) ?? 0))) return [];
    return [fault(`moves[${i}].toHostId`, 'host-demand-unknown', { host: world.hostLabel(to.id) })];
  });
}

function checkVm(world: World, move: PlannedMove, path: string, policy: Policy): Fault[] {
  const vm = world.vms.get(move.vmId);
  if (!vm) return [];
  const label = world.vmLabel(vm.id);
  const faults: Fault[] = [];
  if (vm.automation !== 'inherit') {
    faults.push(fault(`${path}.vmId`, 'not-for-balancing', { vm: label, automation: vm.automation }));
  }
  const balancer = vm.excludedBy ?? vm.balancedBy;
  if (balancer !== undefined)
    faults.push(fault(`${path}.vmId`, 'balanced-elsewhere', { vm: label, balancer }));
  if (vm.state === 'running' && vm.demand.cpuMhz === undefined) {
    faults.push(fault(`${path}.vmId`, 'unknown-demand', { vm: label }));
  }
  const { takenAt } = world.snapshot;
  if (
    vm.exemptUntil !== undefined &&
    !(takenAt !== undefined && Date.parse(takenAt) >= Date.parse(vm.exemptUntil))
  )
    faults.push(fault(`${path}.vmId`, 'exempt', { vm: label, until: vm.exemptUntil }));
  if (takenAt !== undefined && vm.lastMigratedAt !== undefined) {
    const secondsAgo = (Date.parse(takenAt) - Date.parse(vm.lastMigratedAt)) / 1000;
    if (secondsAgo >= 0 && secondsAgo < (vm.coolDownSeconds ?? policy.coolDownSeconds)) {
      faults.push(fault(`${path}.vmId`, 'cool-down', { vm: label, secondsAgo }));
    }
  }
  return faults;
}
