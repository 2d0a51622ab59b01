import type { WantedPlace } from '../model/intent.ts';
import type { ClusterFigures, Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot, SnapshotHost } from '../model/snapshot.ts';
import { afterMoves } from './after-moves.ts';
import { planEvacuation } from './evacuate.ts';
import { figures, type HostLoad, hostLoads } from './figures.ts';
import { type BrokenRule, judgeRules } from './judge-rules.ts';
import { planSteadily } from './plan-steadily.ts';
import { planRelocations } from './relocate.ts';
import { isLost, surviveEachFailure } from './reserve/survive-failure.ts';

/** What somebody tries out on a cluster. Ids are the snapshot's; ids that it lacks are left out. */
export interface Changes {
  moves: readonly WantedPlace[]; // each VM once, the most important first
  away: readonly string[]; // hosts that are taken away, in this order
  added: readonly SnapshotHost[];
  policy: Partial<Pick<Policy, 'cpuThresholdPercent' | 'memoryThresholdPercent' | 'aggressiveness'>>;
}

export interface Outcome {
  snapshot: Snapshot; // with everything that is possible of the changes
  policy: Policy;
  before: ClusterFigures; // of the cluster as it is, by its own policy
  after: ClusterFigures;
  loadsBefore: HostLoad[];
  loads: HostLoad[];
  refused: Rejection[]; // moves that a hard rule forbids, and VMs that cannot leave a host that is taken away
  leaving: Map<string, string>; // VMs that leave a host that is taken away, with their new hosts
  broken: BrokenRule[];
  contradictions: Rejection[];
  /** Hosts that could not fail: see `isLost`. */
  unsafeHosts: { before: number; after: number };
}

/**
 * What the changes would lead to: hosts are added, moves are made as far as the hard rules allow, and each host that is
 * taken away is emptied as an evacuation would empty it. Pure, and quick enough for each change of a page.
 */
export function tryChanges(base: Snapshot, policy: Policy, changes: Changes): Outcome {
  const tried: Policy = { ...policy, ...changes.policy };
  const grown: Snapshot = { ...base, hosts: [...base.hosts, ...changes.added] };
  const asked = planRelocations(grown, tried, changes.moves, { code: 'requested', facts: {} });
  const moving = new Set(asked.moves.map(({ vmId }) => vmId));
  const refused = asked.rejections.filter(({ vmId }) => vmId === undefined || !moving.has(vmId));
  let snapshot = afterMoves(grown, asked.moves);
  const leaving = new Map<string, string>();
  for (const hostId of changes.away) {
    if (!snapshot.hosts.some(({ id }) => id === hostId)) continue;
    const emptied = planEvacuation(snapshot, tried, hostId);
    for (const { vmId, toHostId } of emptied.moves) leaving.set(vmId, toHostId);
    refused.push(...whyStuck(emptied, leaving));
    snapshot = without(afterMoves(snapshot, emptied.moves), hostId);
  }
  const { broken, contradictions } = judgeRules(snapshot, tried);
  return {
    snapshot,
    policy: tried,
    before: figures(base, policy),
    after: figures(snapshot, tried),
    loadsBefore: hostLoads(base),
    loads: hostLoads(snapshot),
    refused,
    leaving,
    broken,
    contradictions,
    unsafeHosts: { before: unsafeHosts(base, policy), after: unsafeHosts(snapshot, tried) },
  };
}

/** What would be suggested then. It may take seconds in a large cluster. */
export const suggestThen = (
  { snapshot, policy }: Pick<Outcome, 'snapshot' | 'policy'>,
  usualMhz: ReadonlyMap<string, number>,
): Plan => planSteadily(snapshot, usualMhz, policy).plan;

/** Why each VM cannot leave: its own reason, or that of the first host which cannot take it. */
function whyStuck({ rejections }: Plan, leaving: ReadonlyMap<string, string>): Rejection[] {
  const byVm = Map.groupBy(
    rejections.filter(({ vmId }) => vmId !== undefined && !leaving.has(vmId)),
    ({ vmId }) => vmId,
  );
  return [...byVm.values()].flatMap(
    (each) => each.find(({ hostId }) => hostId === undefined) ?? each[0] ?? [],
  );
}

/** How many hosts could not fail, because not all their VMs would find another one. */
const unsafeHosts = (snapshot: Snapshot, policy: Policy): number =>
  surviveEachFailure(snapshot, policy).filter(isLost).length;

/** The host takes no part any more; VMs that could not leave it stay on it. */
const without = (snapshot: Snapshot, hostId: string): Snapshot => ({
  ...snapshot,
  hosts: snapshot.hosts.map((host) => (host.id === hostId ? { ...host, state: 'maintenance' } : host)),
});
