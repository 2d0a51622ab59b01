import type { Snapshot } from '../../model/snapshot.ts';

/**
 * The snapshot as one move of a run must be judged: VMs that the run still has to move (`companions`) do not hold back
 * those that must stay together with them, since they come along.
 */
export function withoutCompanions(snapshot: Snapshot, companions: ReadonlySet<string>): Snapshot {
  if (companions.size === 0) return snapshot;
  return {
    ...snapshot,
    rules: snapshot.rules.map((rule) =>
      rule.kind === 'together' ? { ...rule, vmIds: rule.vmIds.filter((id) => !companions.has(id)) } : rule,
    ),
  };
}
