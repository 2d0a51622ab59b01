import type { Database } from '../../db/client.ts';

const HOUR_MS = 3_600_000;

/** How many more automatic moves may begin in a cluster, and when the next one may if none is left. */
export interface MovesLeft {
  left: number | null; // null: no limit
  nextAt: Date | null; // null: one may begin now
}

/** Counts the automatic moves that began within the last hour against the limit of the policy (null: none). */
export async function readMovesLeft(
  db: Database,
  { clusterId, movesPerHour, now }: { clusterId: string; movesPerHour: number | null; now: Date },
): Promise<MovesLeft> {
  if (movesPerHour === null) return { left: null, nextAt: null };
  const begun = await db.move.findMany({
    where: {
      run: { clusterId, isAutomatic: true },
      startedAt: { gt: new Date(now.getTime() - HOUR_MS), lte: now },
    },
    orderBy: { startedAt: 'desc' },
    take: movesPerHour,
    select: { startedAt: true },
  });
  const left = movesPerHour - begun.length;
  const oldest = begun.at(-1)?.startedAt;
  return { left, nextAt: left > 0 || !oldest ? null : new Date(oldest.getTime() + HOUR_MS) };
}
