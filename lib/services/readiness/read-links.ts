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
/** The destination answers, but the memory did not get there. */
const NO_WAY = 'destination-unreachable';

/** What one migration, or one test of it, has shown of a connection. */
interface Evidence {
  fromHostId: string;
  toHostId: string;
  at: Date;
  isDone: boolean; // its memory has arrived; otherwise it did not get there
  bandwidthMiBps: number | null;
}

/**
 * What migrations and tests of the last thirty days have shown of each connection between two hosts. Whether memory gets
 * through is as the last of them found it.
 */
export async function readLinks({ db, clock }: Context, clusterId: string): Promise<MeasuredLink[]> {
  const since = new Date(clock.now().getTime() - COUNTED_MS);
  const links = new Map<string, MeasuredLink>();
  for (const one of await readEvidence(db, clusterId, since)) {
    const { fromHostId, toHostId, isDone, bandwidthMiBps, at } = one;
    const key = `${fromHostId} ${toHostId}`;
    const link = links.get(key);
    links.set(key, {
      fromHostId,
      toHostId,
      hasCopied: link ? link.hasCopied : isDone,
      failedAt: link ? link.failedAt : isDone ? null : at.toISOString(),
      bandwidthMiBps: fastest(link?.bandwidthMiBps ?? null, bandwidthMiBps),
    });
  }
  return [...links.values()];
}

const fastest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

/** The newest first. A test does not wait until its move is tried again, so only the test tells why that was cancelled. */
async function readEvidence(db: Context['db'], clusterId: string, since: Date): Promise<Evidence[]> {
  const moves = await db.move.findMany({
    where: {
      run: { clusterId },
      kind: { in: ['live', 'quick'] },
      finishedAt: { gte: since },
      OR: [{ state: 'done' }, { state: 'failed', code: NO_WAY }],
    },
    orderBy: { finishedAt: 'desc' },
    take: MAX_MOVES,
  });
  const tests = await db.testMigration.findMany({
    where: { clusterId, code: NO_WAY, createdAt: { gte: since }, outRunId: { not: null } },
  });
  return [
    ...moves.map(({ fromHostId, toHostId, state, finishedAt, statistics, options }) => ({
      fromHostId,
      toHostId,
      at: finishedAt ?? since,
      isDone: state === 'done',
      bandwidthMiBps: state === 'done' ? speedOf(statistics, options?.bandwidthCapMiBps ?? null) : null,
    })),
    ...tests.map(({ fromHostId, toHostId, backRunId, createdAt, finishedAt }) => ({
      fromHostId: backRunId === null ? fromHostId : toHostId,
      toHostId: backRunId === null ? toHostId : fromHostId,
      at: finishedAt ?? createdAt,
      isDone: false,
      bandwidthMiBps: null,
    })),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime());
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
