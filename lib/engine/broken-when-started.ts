import type { Snapshot, SnapshotRule, SnapshotVm } from '../model/snapshot.ts';

/** A stopped VM that would break a rule if it were started where it is. */
export interface BrokenWhenStarted {
  ruleId: string;
  vmId: string;
}

/**
 * Rules bind running VMs, so a stopped VM breaks none. These are the rules that each would break if it were started,
 * with the others as they are, on online hosts. Both `must` and `should` rules, in the order of the rules and their
 * VMs.
 */
export function brokenWhenStarted(snapshot: Snapshot): BrokenWhenStarted[] {
  const hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const racks = new Set(snapshot.hosts.flatMap(({ rack, state }) => (state === 'online' && rack) || []));
  const rackOf = (vm: SnapshotVm) => hosts.get(vm.hostId)?.rack;
  return snapshot.rules.flatMap((rule) => {
    const members = [...new Set(rule.vmIds)].flatMap((id) => vms.get(id) ?? []);
    const online = members.filter(({ hostId }) => hosts.get(hostId)?.state === 'online');
    const bound = online.filter(({ state }) => state !== 'stopped');
    const maxInRack = Math.ceil(members.length / racks.size);
    return online
      .filter(({ state }) => state === 'stopped')
      .filter((vm) => breaks(rule, vm, bound, { rackOf, maxInRack }))
      .map((vm) => ({ ruleId: rule.id, vmId: vm.id }));
  });
}

function breaks(
  rule: SnapshotRule,
  vm: SnapshotVm,
  bound: readonly SnapshotVm[],
  racks: { rackOf: (vm: SnapshotVm) => string | undefined; maxInRack: number },
): boolean {
  switch (rule.kind) {
    case 'together':
      return bound.some(({ hostId }) => hostId !== vm.hostId);
    case 'apart':
      return bound.some(({ hostId }) => hostId === vm.hostId);
    case 'onHosts':
      return !rule.hostIds.includes(vm.hostId);
    case 'notOnHosts':
      return rule.hostIds.includes(vm.hostId);
    case 'spreadRacks': {
      const rack = racks.rackOf(vm);
      const there = bound.filter((other) => racks.rackOf(other) === rack);
      return rack !== undefined && there.length + 1 > racks.maxInRack;
    }
  }
}
