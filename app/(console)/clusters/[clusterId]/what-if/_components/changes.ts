import type { Changes } from '@/lib/engine/what-if';
import type { Snapshot } from '@/lib/model/snapshot';

export const noChanges: Changes = { moves: [], away: [], added: [], policy: {} };

export const isUnchanged = ({ moves, away, added, policy }: Changes): boolean =>
  moves.length + away.length + added.length + Object.keys(policy).length === 0;

/** VMs placed on a host: a VM that is there anyway moves no more. */
export function place(
  changes: Changes,
  base: Snapshot,
  vmIds: ReadonlySet<string>,
  toHostId: string,
): Changes {
  const home = new Map(base.vms.map(({ id, hostId }) => [id, hostId]));
  const kept = changes.moves.filter(({ vmId }) => !vmIds.has(vmId));
  const placed = [...vmIds].flatMap((vmId) => (home.get(vmId) === toHostId ? [] : [{ vmId, toHostId }]));
  return { ...changes, moves: [...kept, ...placed] };
}

/** A host is taken away, or comes back. */
export const toggleAway = (changes: Changes, hostId: string): Changes => ({
  ...changes,
  away: changes.away.includes(hostId)
    ? changes.away.filter((id) => id !== hostId)
    : [...changes.away, hostId],
});

/** One more host, of the size of another: new-1, new-2. */
export function addHost(changes: Changes, base: Snapshot, likeHostId: string | undefined): Changes {
  const like = base.hosts.find(({ id }) => id === likeHostId);
  if (!like) return changes;
  const name = `new-${changes.added.length + 1}`;
  return { ...changes, added: [...changes.added, { ...like, id: name, name, state: 'online' }] };
}

/** Other thresholds or another aggressiveness; undefined: as the cluster has it. */
export function setPolicy(changes: Changes, policy: Changes['policy']): Changes {
  const stated = Object.entries({ ...changes.policy, ...policy }).filter(([, value]) => value !== undefined);
  return { ...changes, policy: Object.fromEntries(stated) };
}

/** The moves that can be ordered: neither refused nor to a host that does not exist yet. */
export function orderable(
  { moves, added }: Changes,
  refused: readonly { vmId?: string }[],
): Changes['moves'] {
  const imagined = new Set(added.map(({ id }) => id));
  const stays = new Set(refused.map(({ vmId }) => vmId));
  return moves.filter(({ vmId, toHostId }) => !stays.has(vmId) && !imagined.has(toHostId));
}
