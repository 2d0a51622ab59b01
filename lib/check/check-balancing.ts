import type { Plan, PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type Fault, fault } from './faults.ts';
import type { World } from './world.ts';

const askedFor: ReadonlySet<string> = new Set(['evacuate', 'requested', 'undo']);

/** A plan that nobody asked for by name: what is moved, and where to, must suit balancing. */
export function checkBalancing(world: World, plan: Plan, policy: Policy): Fault[] {
  if (plan.moves.some(({ reason }) => askedFor.has(reason.code))) return [];
  const unknownHosts = new Set(
    world.snapshot.vms.flatMap((vm) =>
      vm.state === 'running' && vm.demand.cpuMhz === undefined ? [vm.hostId] : [],
    ),
  );
  return plan.moves.flatMap((move, i) => [
    ...checkVm(world, move, `moves[${i}]`, policy),
    ...(unknownHosts.has(move.toHostId)
      ? [fault(`moves[${i}].toHostId`, 'host-demand-unknown', { host: world.hostLabel(move.toHostId) })]
      : []),
  ]);
}

function checkVm(world: World, move: PlannedMove, path: string, policy: Policy): Fault[] {
  const vm = world.vms.get(move.vmId);
  if (!vm) return [];
  const label = world.vmLabel(vm.id);
  const faults: Fault[] = [];
  if (vm.automation !== 'inherit') {
    faults.push(fault(`${path}.vmId`, 'not-for-balancing', { vm: label, automation: vm.automation }));
  }
  if (vm.state === 'running' && vm.demand.cpuMhz === undefined) {
    faults.push(fault(`${path}.vmId`, 'unknown-demand', { vm: label }));
  }
  const { takenAt } = world.snapshot;
  if (takenAt !== undefined && vm.lastMigratedAt !== undefined) {
    const secondsAgo = (Date.parse(takenAt) - Date.parse(vm.lastMigratedAt)) / 1000;
    if (secondsAgo < policy.coolDownSeconds) {
      faults.push(fault(`${path}.vmId`, 'cool-down', { vm: label, secondsAgo }));
    }
  }
  return faults;
}
