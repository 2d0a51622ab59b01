import type { MeasuredLink } from '../../engine/readiness/finding.ts';
import type { Context } from '../context.ts';

const DAY_MS = 86_400_000;
/** Older migrations may have used another network. */
const COUNTED_MS = 30 * DAY_MS;
const MAX_MOVES = 1000;
/** A copy of less memory ends before its speed can be measured. */
const MIN_BYTES = 24 * 2 ** 20;
/** A copy that came this near to its cap shows the cap, not the link. */
const NEAR_CAP = 0.85;

/** What the finished migrations of the last thirty days have shown of each connection between two hosts. */
export async function readLinks({ db, clock }: Context, clusterId: string): Promise<MeasuredLink[]> {
  const since = new Date(clock.now().getTime() - COUNTED_MS);
  const moves = await db.move.findMany({
    where: {
      run: { clusterId },
      kind: { in: ['live', 'quick'] },
      startedAt: { gte: since },
      state: { in: ['done', 'failed', 'cancelled', 'pending'] },
    },
    orderBy: { startedAt: 'desc' },
    take: MAX_MOVES,
  });
  const links = new Map<string, MeasuredLink>();
  for (const move of moves) {
    const { fromHostId, toHostId, code, state, statistics, options, startedAt } = move;
    const key = `${fromHostId} ${toHostId}`;
    const link = links.get(key) ?? {
      fromHostId,
      toHostId,
      bandwidthMiBps: null,
      hasCopied: false,
      failedAt: null,
    };
    const isDone = state === 'done';
    // the newest first: a copy that arrived later proves that the connection was mended
    const isRefused = code === 'destination-unreachable' && !isDone && !link.hasCopied;
    const speed = isDone ? speedOf(statistics, options?.bandwidthCapMiBps ?? null) : null;
    links.set(key, {
      ...link,
      hasCopied: link.hasCopied || (isDone && link.failedAt === null),
      failedAt: link.failedAt ?? (isRefused ? (startedAt?.toISOString() ?? null) : null),
      bandwidthMiBps: speed === null ? link.bandwidthMiBps : Math.max(speed, link.bandwidthMiBps ?? 0),
    });
  }
  return [...links.values()];
}

/** Only a copy that was long enough and below its cap shows the speed of the link. */
function speedOf(
  statistics: { bandwidthMiBps: number | null; bytesProcessed: number | null } | null,
  capMiBps: number | null,
): number | null {
  const { bandwidthMiBps = null, bytesProcessed = null } = statistics ?? {};
  if (bandwidthMiBps === null || bandwidthMiBps <= 0 || (bytesProcessed ?? 0) < MIN_BYTES) return null;
  return capMiBps !== null && bandwidthMiBps > capMiBps * NEAR_CAP ? null : bandwidthMiBps;
}
