import { isId } from '../../model/is-id.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import type { Way } from '../../model/way-out.ts';
import type { WaySource } from '../../services/orders/decide-ways.ts';
import type { DecisionLists } from '../../services/orders/decisions.ts';
import type { EvacuationPreview } from '../../services/orders/evacuate-hosts.ts';
import type { RejectionGroup } from '../shared/group-rejections.ts';

/** Why a VM stays, and what a person may decide about it. */
export interface Blocker {
  vm: string | null; // null: about all VMs of the hosts
  vmId: string | null;
  reasons: RejectionGroup[];
  /** It may stay: see `mayBeLeft`. Null: it may not. */
  leave: { vmId: string; isRunning: boolean } | null;
  ways: Way[]; // out of it: see `waysOutOf`
  rules: { id: string; name: string }[]; // that keep it there, and could be lifted
}

/** What is decided about one VM, and where that comes from. */
export interface DecidedWay extends WaySource {
  vmId: string;
  vm: string;
  host: string;
  isRunning: boolean;
  way: Way | 'quick';
}

/** What is decided about the VMs and rules. */
export interface Decisions {
  ways: DecidedWay[];
  ask: string[]; // VMs about which nothing is decided, whatever the policy says
  lifted: { id: string; name: string }[]; // rules
}

/** What a person may decide about a VM that stays. */
export function blockerOf(
  hostIds: readonly string[],
  { snapshot: { vms, rules }, ways }: Pick<EvacuationPreview, 'snapshot' | 'ways'>,
  name: string | null,
  reasons: readonly RejectionGroup[],
): Omit<Blocker, 'vm' | 'reasons'> {
  const vm = vms.find((each) => hostIds.includes(each.hostId) && (each.name ?? each.id) === name);
  const named = new Set(reasons.flatMap(({ facts }) => [facts.rule, facts.otherRule]));
  return {
    vmId: vm?.id ?? null,
    leave: vm && mayBeLeft(vm) ? { vmId: vm.id, isRunning: vm.state !== 'stopped' } : null,
    ways: vm ? [...(ways.get(vm.id) ?? [])] : [],
    // rules of a manager have other ids, and can be lifted only there
    rules: rules.flatMap(({ id, name: rule = id }) =>
      isId(id) && named.has(rule) ? [{ id, name: rule }] : [],
    ),
  };
}

/** The decisions of a preview, by VM, with names. */
export function viewWays({
  snapshot: { hosts, vms },
  lists,
  sources,
}: Pick<EvacuationPreview, 'snapshot' | 'lists' | 'sources'>): DecidedWay[] {
  const hostNames = new Map(hosts.map(({ id, name }) => [id, name ?? id]));
  const wayOf = waysByVm(lists);
  return vms.flatMap(({ id, name, hostId, state }) => {
    const way = wayOf.get(id);
    if (way === undefined) return [];
    const { source, match } = sources.get(id) ?? { source: 'person' as const, match: null };
    const host = hostNames.get(hostId) ?? hostId;
    return [{ vmId: id, vm: name ?? id, host, isRunning: state !== 'stopped', way, source, match }];
  });
}

const waysByVm = (lists: DecisionLists): Map<string, Way | 'quick'> =>
  new Map(
    (['leave', 'shutDown', 'save', 'offline', 'quick'] as const).flatMap((way) =>
      lists[way].map((id) => [id, way] as const),
    ),
  );
