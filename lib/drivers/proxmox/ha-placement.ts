import type { ManagerRule } from '../../model/manager-rule.ts';
import { type HaPlaces, namesIn, vmidsIn } from './ha-rules.ts';

type HaRule = HaPlaces['rules'][number];

const base = (name: string) => ({ name, manager: 'HA', mode: 'must' as const });

/**
 * The rules of the HA manager as rules of places. `usable`: the nodes on which the HA manager would place a VM now: online, and not in
 * maintenance mode.
 */
export function placementRules(places: HaPlaces, usable: ReadonlySet<string>): ManagerRule[] {
  return places.rules.flatMap((rule) => {
    if (rule.type === 'resource-affinity') return amongVms(rule);
    if (rule.type === 'node-affinity') return onNodes(rule, places, usable);
    return [];
  });
}

function amongVms({ rule, affinity, resources }: HaRule): ManagerRule[] {
  const vmUuids = vmidsIn(namesIn(resources)).map(String);
  if (vmUuids.length < 2) return [];
  const kind = affinity === 'positive' ? 'together' : 'apart';
  return [{ ...base(rule), key: rule, kind, vmUuids, hostUris: [] }];
}

/**
 * A VM runs on the usable nodes of the highest priority. The HA manager moves it back there by itself, unless its failback is off: then a
 * strict rule keeps it on any of its nodes, and another one only prefers them. Without a usable node, a rule that is not strict
 * allows all (`get_node_affinity` and `select_service_node` of pve-ha-manager).
 */
function onNodes(found: HaRule, { staying }: HaPlaces, usable: ReadonlySet<string>): ManagerRule[] {
  const { rule, strict = false } = found;
  const nodes = namesIn(found.nodes).map((each) => {
    const [name = '', priority = '0'] = each.split(':');
    return { name, priority: Number(priority) };
  });
  const available = nodes.filter(({ name }) => usable.has(name));
  if (available.length === 0 && !strict) return [];
  const highest = Math.max(...available.map(({ priority }) => priority));
  const preferred = available.filter(({ priority }) => priority === highest);
  const sids = namesIn(found.resources);
  const ruleFor = (part: string, members: readonly string[], on: typeof nodes): ManagerRule => ({
    ...base(rule),
    key: `${rule}/${part}`,
    kind: 'onHosts',
    vmUuids: vmidsIn(members).map(String),
    hostUris: on.map(({ name }) => name).sort(),
  });
  const going = sids.filter((sid) => !staying.has(sid));
  const others = sids.filter((sid) => staying.has(sid));
  return [
    ruleFor('failback', going, available.length === 0 ? nodes : preferred),
    { ...ruleFor('no-failback', others, nodes), mode: strict ? ('must' as const) : ('should' as const) },
  ].filter(({ vmUuids }) => vmUuids.length > 0);
}
