import { isId } from '../../model/is-id.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { RejectionGroup } from '../shared/group-rejections.ts';

/** Why a VM stays, and what a person may decide about it. */
export interface Blocker {
  vm: string | null; // null: about all VMs of the hosts
  reasons: RejectionGroup[];
  /** It may stay: see `mayBeLeft`. Null: it may not. */
  leave: { vmId: string; isRunning: boolean } | null;
  rules: { id: string; name: string }[]; // that keep it there, and could be lifted
}

/** What a person has decided about VMs that cannot leave. */
export interface Decisions {
  left: { vmId: string; vm: string; host: string; isRunning: boolean }[];
  lifted: { id: string; name: string }[]; // rules
}

/** What a person may decide about a VM that stays. */
export function waysOut(
  hostIds: readonly string[],
  { vms, rules }: Snapshot,
  name: string | null,
  reasons: readonly RejectionGroup[],
): Pick<Blocker, 'leave' | 'rules'> {
  const vm = vms.find((each) => hostIds.includes(each.hostId) && (each.name ?? each.id) === name);
  const named = new Set(reasons.flatMap(({ facts }) => [facts.rule, facts.otherRule]));
  return {
    leave: vm && mayBeLeft(vm) ? { vmId: vm.id, isRunning: vm.state !== 'stopped' } : null,
    // rules of a manager have other ids, and can be lifted only there
    rules: rules.flatMap(({ id, name: rule = id }) =>
      isId(id) && named.has(rule) ? [{ id, name: rule }] : [],
    ),
  };
}

/** The VMs that a person has named to stay, with their hosts. */
export function viewLeft(
  { hosts, vms }: Snapshot,
  { hostIds, leave }: { hostIds: readonly string[]; leave: readonly string[] },
): Decisions['left'] {
  const hostNames = new Map(hosts.map(({ id, name }) => [id, name ?? id]));
  return vms
    .filter(({ id, hostId }) => leave.includes(id) && hostIds.includes(hostId))
    .map(({ id, name, hostId, state }) => ({
      vmId: id,
      vm: name ?? id,
      host: hostNames.get(hostId) ?? hostId,
      isRunning: state !== 'stopped',
    }));
}
