import type { Plan } from '../model/plan.ts';
import type { SnapshotRule } from '../model/snapshot.ts';
import { valueFor } from '../model/value-for.ts';
import { type Fault, fault } from './faults.ts';
import { isBoundAt, type World } from './world.ts';

const askedFor: ReadonlySet<string> = new Set(['evacuate', 'requested', 'undo']);

/** Balancing repairs `must` rules; a rejection must name each one that is broken at the end. */
export function checkBrokenRules(world: World, plan: Plan): Fault[] {
  if (!isBalancing(world, plan)) return [];
  const named = new Set(plan.rejections.flatMap(({ facts }) => [facts.rule, facts.otherRule]));
  return world.snapshot.rules
    .filter((rule) => rule.mode === 'must' && isBroken(world, rule) && !named.has(rule.name ?? rule.id))
    .map((rule) => fault('rejections', 'rule-left-broken', { rule: rule.name ?? rule.id }));
}

/** A plan without moves and reasons can be the evacuation of an empty host; balancing always gives a reason. */
function isBalancing(world: World, plan: Plan): boolean {
  if (plan.moves.length > 0) return plan.moves.every(({ reason }) => !askedFor.has(reason.code));
  if (plan.rejections.length === 0) return world.snapshot.hosts.every(({ id }) => world.vmsOn(id).length > 0);
  return plan.rejections.some(({ vmId, hostId }) => vmId === undefined && hostId === undefined);
}

/** Whether the hosts of the VMs break the rule. */
function isBroken(world: World, rule: SnapshotRule): boolean {
  const hosts = [...new Set(rule.vmIds)].flatMap((id) => {
    const host = valueFor(world.hosts, world.place.get(id));
    return host && isBoundAt(world.vms.get(id), host) ? [host] : [];
  });
  const ids = hosts.map(({ id }) => id);
  switch (rule.kind) {
    case 'together':
      return new Set(ids).size > 1;
    case 'apart':
      return new Set(ids).size < ids.length;
    case 'onHosts':
      return ids.some((id) => !rule.hostIds.includes(id));
    case 'notOnHosts':
      return ids.some((id) => rule.hostIds.includes(id));
    case 'spreadRacks': {
      const online = world.snapshot.hosts.filter(({ state }) => state === 'online');
      const racks = new Set(online.flatMap(({ rack }) => rack ?? []));
      const limit = Math.ceil(new Set(rule.vmIds).size / racks.size);
      const counts = Map.groupBy(
        hosts.flatMap(({ rack }) => rack ?? []),
        (rack) => rack,
      );
      return [...counts.values()].some((members) => members.length > limit);
    }
  }
}
