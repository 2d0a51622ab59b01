import type { Transaction } from '../../db/client.ts';
import { type RefusalRow, type RefusalWorld, standingRefusals } from './standing-refusals.ts';

/**
 * Deletes the refusals that no longer apply to the cluster as it was last observed. They do not come back if the
 * change is reverted. A host that answers again is tried again.
 */
export async function forgetChanged(
  tx: Transaction,
  seen: RefusalWorld<RefusalRow>,
  backHostIds: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  const standing = new Set(standingRefusals(seen, now).map(({ id }) => id));
  const isBack = ({ vmId, toHostId }: RefusalRow): boolean =>
    vmId === null && toHostId !== null && backHostIds.has(toHostId);
  const gone = seen.refusals.filter((refusal) => !standing.has(refusal.id) || isBack(refusal));
  if (gone.length === 0) return;
  await tx.refusal.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } });
}
