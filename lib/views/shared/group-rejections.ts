import type { Facts } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { RejectionCode } from '../../model/rejection.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Why something was not chosen, with names to display. No VM: any VM; no hosts: any host. */
export interface RejectionGroup {
  key: string;
  vm: string | null;
  hosts: string[];
  code: RejectionCode;
  facts: Facts;
  /** The number of other lines with the same code. */
  alike: number;
}

/**
 * A plan's rejections with names, one line for each VM and reason: the same reason on several hosts is one line. The
 * first of each code comes first, so that a short list shows every kind of reason; `alike` counts the lines with the
 * same code.
 */
export function groupRejections(
  rejections: Plan['rejections'],
  snapshot: Pick<Snapshot, 'hosts' | 'vms'>,
): RejectionGroup[] {
  const hostNames = new Map(snapshot.hosts.map((host) => [host.id, host.name ?? host.id]));
  const vmNames = new Map(snapshot.vms.map((vm) => [vm.id, vm.name ?? vm.id]));
  const groups = new Map<string, RejectionGroup>();
  for (const { vmId, hostId, code, facts } of rejections) {
    const host = hostId === undefined ? null : (hostNames.get(hostId) ?? hostId);
    const key = `${vmId ?? (host ? `to ${hostId}` : '-')} ${code} ${JSON.stringify(facts)}`;
    const group = groups.get(key);
    if (group) {
      if (host && !group.hosts.includes(host)) group.hosts.push(host);
      continue;
    }
    const vm = vmId === undefined ? null : (vmNames.get(vmId) ?? vmId);
    groups.set(key, { key, vm, hosts: host ? [host] : [], code, facts, alike: 0 });
  }
  const byCode = Map.groupBy(groups.values(), (group) => group.code);
  const lines = [...byCode.values()].map((same) =>
    same.map((group) => ({ ...group, alike: same.length - 1 })),
  );
  return [...lines.flatMap((same) => same.slice(0, 1)), ...lines.flatMap((same) => same.slice(1))];
}
