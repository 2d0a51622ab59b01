import type { Snapshot } from '../../model/snapshot.ts';

/**
 * The same cluster with every id and name of hosts, VMs, rules, racks, networks, storages and devices replaced
 * consistently: host-01, vm-001. The new names sort like the old ones, so that the planner, which breaks ties by id,
 * makes the same plan. Loads, sizes, times, CPU models and CPU features stay.
 */
export function withNeutralNames(snapshot: Snapshot): Snapshot {
  const { hosts, vms, rules, links, refusals } = snapshot;
  const names = {
    host: neutralNames('host', idsOf(hosts)),
    vm: neutralNames('vm', idsOf(vms)),
    rule: neutralNames('rule', idsOf(rules)),
    cluster: neutralNames(
      'cluster',
      hosts.map(({ clusterId }) => clusterId),
    ),
    rack: neutralNames(
      'rack',
      hosts.map(({ rack }) => rack),
    ),
    network: neutralNames(
      'network',
      [...hosts, ...vms].flatMap(({ networks }) => networks),
    ),
    storage: neutralNames(
      'storage',
      [...hosts, ...vms].flatMap(({ storages }) => storages),
    ),
    device: neutralNames(
      'device',
      vms.flatMap(({ localDevices, ties, takenDisks = [] }) => [
        ...localDevices,
        ...[...ties, ...takenDisks].map(({ name }) => name),
      ]),
    ),
  };
  return {
    ...snapshot,
    hosts: hosts.map((host) => ({
      ...host,
      id: names.host(host.id),
      name: names.host(host.id),
      clusterId: host.clusterId && names.cluster(host.clusterId),
      rack: host.rack && names.rack(host.rack),
      networks: host.networks?.map(names.network),
      storages: host.storages?.map(names.storage),
    })),
    vms: vms.map((vm) => ({
      ...vm,
      id: names.vm(vm.id),
      name: names.vm(vm.id),
      hostId: names.host(vm.hostId),
      networks: vm.networks.map(names.network),
      storages: vm.storages.map(names.storage),
      localDevices: vm.localDevices.map(names.device),
      ties: vm.ties.map((tie) => ({ ...tie, name: names.device(tie.name) })),
      takenDisks: vm.takenDisks?.map((tie) => ({ ...tie, name: names.device(tie.name) })),
    })),
    rules: rules.map((rule) => ({
      ...rule,
      id: names.rule(rule.id),
      name: names.rule(rule.id),
      vmIds: rule.vmIds.map(names.vm),
      hostIds: rule.hostIds.map(names.host),
    })),
    links: links?.map((link) => ({
      ...link,
      fromHostId: link.fromHostId && names.host(link.fromHostId),
      toHostId: link.toHostId && names.host(link.toHostId),
    })),
    refusals: refusals?.map((refusal) => ({
      ...refusal,
      vmId: names.vm(refusal.vmId),
      toHostId: names.host(refusal.toHostId),
    })),
  };
}

const idsOf = (things: readonly { id: string }[]): string[] => things.map(({ id }) => id);

const minDigits: Record<string, number> = { vm: 3 };

/** The replacement of each name. The numbers have enough digits to sort like the old names. */
function neutralNames(kind: string, found: readonly (string | undefined)[]): (name: string) => string {
  const known = [...new Set(found)].filter((name) => name !== undefined).sort();
  const digits = Math.max(minDigits[kind] ?? 2, String(known.length).length);
  const neutral = new Map(known.map((name, i) => [name, `${kind}-${String(i + 1).padStart(digits, '0')}`]));
  return (name) => neutral.get(name) ?? name;
}
