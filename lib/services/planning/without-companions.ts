import type { Snapshot } from '../../model/snapshot.ts';

/**
 * The snapshot for checking one move of a run: VMs that the same run still has to move (`companions`) do not hold
 * back VMs that must stay together with them, because they follow.
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
