import type { PlannedMove } from '../model/plan.ts';
import { present } from '../model/present.ts';
import type { SnapshotHost, SnapshotVm } from '../model/snapshot.ts';
import { type Fault, fault } from './faults.ts';
import type { World } from './world.ts';

/** The faults of one move on its own, at the moment before it starts. */
export function checkMove(world: World, move: PlannedMove, path: string): Fault[] {
  const vm = world.vms.get(move.vmId);
  if (!vm) return [fault(`${path}.vmId`, 'unknown-vm', { vm: move.vmId })];
  const from = world.hosts.get(move.fromHostId);
  if (!from) return [fault(`${path}.fromHostId`, 'unknown-host', { host: move.fromHostId })];
  const to = world.hosts.get(move.toHostId);
  if (!to) return [fault(`${path}.toHostId`, 'unknown-host', { host: move.toHostId })];
  return [
    ...checkEnds(world, move, path, from, to),
    ...checkKind(world, move, path, vm),
    ...checkNeeds(world, path, vm, to),
    ...checkTies(world, move, path, vm),
    ...checkNumbers(world, path, vm, to),
    ...checkRefusals(world, path, vm, to),
    ...checkHostRules(world, path, vm, to),
  ];
}

function checkEnds(
  world: World,
  move: PlannedMove,
  path: string,
  from: SnapshotHost,
  to: SnapshotHost,
): Fault[] {
  const faults: Fault[] = [];
  const found = present(world.place.get(move.vmId), 'place');
  if (found !== from.id) {
    faults.push(
      fault(`${path}.fromHostId`, 'not-there', {
        vm: world.vmLabel(move.vmId),
        host: world.hostLabel(from.id),
        found: world.hostLabel(found),
      }),
    );
  }
  if (to.id === from.id) {
    faults.push(
      fault(`${path}.toHostId`, 'same-host', { vm: world.vmLabel(move.vmId), host: world.hostLabel(to.id) }),
    );
  }
  if (to.state !== 'online') {
    faults.push(
      fault(`${path}.toHostId`, 'host-not-online', { host: world.hostLabel(to.id), state: to.state }),
    );
  }
  if (from.state === 'offline') {
    faults.push(fault(`${path}.fromHostId`, 'source-offline', { host: world.hostLabel(from.id) }));
  }
  return faults;
}

function checkKind(world: World, move: PlannedMove, path: string, vm: SnapshotVm): Fault[] {
  if ((move.kind === 'offline') === (vm.state === 'stopped')) return [];
  return [
    fault(`${path}.kind`, 'wrong-kind', { vm: world.vmLabel(vm.id), kind: move.kind, state: vm.state }),
  ];
}

function checkNeeds(world: World, path: string, vm: SnapshotVm, to: SnapshotHost): Fault[] {
  const needs: [string[], string[] | undefined][] = [
    [vm.networks, to.networks],
    [vm.storages, to.storages],
    [vm.cpuFeatures, to.cpuFeatures],
  ];
  const faults = needs.flatMap(([needed, offered]) =>
    needed
      .filter((name) => offered !== undefined && !offered.includes(name))
      .map((missing) =>
        fault(`${path}.toHostId`, 'name-missing', {
          vm: world.vmLabel(vm.id),
          host: world.hostLabel(to.id),
          missing,
        }),
      ),
  );
  for (const device of vm.localDevices) {
    faults.push(fault(`${path}.vmId`, 'local-device', { vm: world.vmLabel(vm.id), device }));
  }
  return faults;
}

function checkTies(world: World, { kind }: PlannedMove, path: string, vm: SnapshotVm): Fault[] {
  const label = world.vmLabel(vm.id);
  // nothing is copied in a restart: what a stopped VM needs is what it needs
  const needed = kind === 'restart' ? 'offline' : kind;
  const faults = vm.ties
    .filter(({ blocks }) => blocks.includes(needed))
    .map((tie) => fault(`${path}.kind`, 'tied', { vm: label, kind, tie: tie.name || tie.kind }));
  if (vm.managedBy !== undefined)
    faults.push(fault(`${path}.vmId`, 'managed-elsewhere', { vm: label, manager: vm.managedBy }));
  return faults;
}

function checkNumbers(world: World, path: string, vm: SnapshotVm, to: SnapshotHost): Fault[] {
  const where = { vm: world.vmLabel(vm.id), host: world.hostLabel(to.id) };
  const faults = [
    { needed: vm.hostCpus, offered: to.cpuIds, name: 'CPU' },
    { needed: vm.numaNodes, offered: to.numaNodes, name: 'NUMA node' },
  ].flatMap(({ needed, offered, name }) =>
    needed
      .filter((number) => offered !== undefined && !offered.includes(number))
      .map((number) =>
        fault(`${path}.toHostId`, 'number-missing', { ...where, missing: `${name} ${number}` }),
      ),
  );
  if (vm.vcpus !== undefined && to.cpuCores !== undefined && vm.vcpus > to.cpuCores)
    faults.push(
      fault(`${path}.toHostId`, 'too-few-cores', { ...where, vcpus: vm.vcpus, cores: to.cpuCores }),
    );
  return faults;
}

function checkRefusals(world: World, path: string, vm: SnapshotVm, to: SnapshotHost): Fault[] {
  return (world.snapshot.refusals ?? [])
    .filter(({ vmId, toHostId }) => vmId === vm.id && toHostId === to.id)
    .map(({ code }) =>
      fault(`${path}.toHostId`, 'refused-before', {
        vm: world.vmLabel(vm.id),
        host: world.hostLabel(to.id),
        reason: code,
      }),
    );
}

function checkHostRules(world: World, path: string, vm: SnapshotVm, to: SnapshotHost): Fault[] {
  if (vm.state === 'stopped') return [];
  return world.snapshot.rules
    .filter((rule) => rule.mode === 'must' && rule.vmIds.includes(vm.id))
    .filter(
      (rule) =>
        (rule.kind === 'onHosts' && !rule.hostIds.includes(to.id)) ||
        (rule.kind === 'notOnHosts' && rule.hostIds.includes(to.id)),
    )
    .map((rule) =>
      fault(`${path}.toHostId`, 'host-rule-broken', {
        rule: rule.name ?? rule.id,
        vm: world.vmLabel(vm.id),
        host: world.hostLabel(to.id),
      }),
    );
}
