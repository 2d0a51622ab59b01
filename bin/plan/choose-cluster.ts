import type { Snapshot } from '../../lib/model/snapshot.ts';
import { InputFaults, inputFault } from './faults.ts';

/**
 * The part of a snapshot that is one cluster. Hosts that name no cluster belong to the one that is chosen. Throws InputFaults
 * when several are named and none is chosen, or the chosen one is not among them.
 */
export function chooseCluster(file: string, snapshot: Snapshot, chosen: string | undefined): Snapshot {
  const named = [...new Set(snapshot.hosts.flatMap((host) => host.clusterId ?? []))].sort();
  const list = named.map((id) => JSON.stringify(id)).join(', ');
  if (chosen === undefined) {
    if (named.length < 2) return snapshot;
    throw inputFault(
      `${file}: hosts`,
      `${named.length} clusters (${list})`,
      'one, or --cluster ID to choose one',
    );
  }
  if (named.length > 0 && !named.includes(chosen)) {
    throw inputFault('--cluster', JSON.stringify(chosen), `one of ${list}`);
  }
  const hosts = snapshot.hosts.filter((host) => host.clusterId === undefined || host.clusterId === chosen);
  const hostIds = new Set(hosts.map((host) => host.id));
  const vms = snapshot.vms.filter((vm) => hostIds.has(vm.hostId));
  const vmIds = new Set(vms.map((vm) => vm.id));
  const rules = snapshot.rules
    .map((rule) => ({
      ...rule,
      vmIds: rule.vmIds.filter((id) => vmIds.has(id)),
      hostIds: rule.hostIds.filter((id) => hostIds.has(id)),
    }))
    .filter((rule) => rule.vmIds.length > 0);
  return { ...snapshot, hosts, vms, rules };
}

/** A reserve that leaves nothing of its host is a mistake: no load could be a share of it. */
export function checkReserves(file: string, snapshot: Snapshot): void {
  const faults = snapshot.hosts.flatMap((host, i) =>
    (['cpuMhz', 'memoryMiB'] as const).flatMap((field) =>
      host.reserve[field] < host[field]
        ? []
        : [
            `${file}: hosts[${i}].reserve.${field}: found ${host.reserve[field]}, expected less than the host's ${host[field]}`,
          ],
    ),
  );
  if (faults.length > 0) throw new InputFaults(faults);
}
