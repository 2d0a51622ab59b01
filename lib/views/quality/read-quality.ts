import { z } from 'zod';
import { listDismissReasons, type MonthOfMoves, readMonthsOfMoves } from '../../db/quality.ts';
import { assertAllowed } from '../../model/actor.ts';
import { presentOf } from '../../model/cluster-clock.ts';
import { type Dismissal, dismissalOf } from '../../model/dismissal.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Buckets } from '../../series/buckets.ts';
import { HOUR_MS } from '../../series/fold-hour.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { readSeries } from '../../services/series/read-series.ts';
import { countsOf } from '../shared/counts-of.ts';

const MONTHS = 12;
const MAX_REASONS = 10;

/** How well a cluster was balanced in one month of the viewer's. Null: nothing was measured in it. */
export interface QualityMonth extends MonthOfMoves {
  observedDays: number;
  overloadedHostMinutes: number | null; // time above a threshold, added up over the hosts
  starvedVmMinutes: number | null;
  movesADay: number | null;
}

export interface Quality {
  cluster: { id: string; name: string; hosts: number; rules: number };
  months: QualityMonth[]; // the oldest first, without gaps
  /** Why suggestions were dismissed, and what people wrote, the most frequent first. */
  dismissed: { why: Dismissal; reason: string | null; count: number }[];
}

export const ReadQualityInput = z.object({ clusterId: z.string(), timeZone: z.string() });

/** How well a cluster was balanced in the last twelve months. Throws `cluster-not-found`. */
export async function readQuality({
  ctx,
  input,
}: {
  ctx: Context;
  input: z.input<typeof ReadQualityInput>;
}): Promise<Quality> {
  const { clusterId, timeZone } = parseInput(ReadQualityInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const cluster = isId(clusterId)
    ? await ctx.db.cluster.findUnique({
        where: { id: clusterId },
        include: { _count: { select: { hosts: true, rules: true } } },
      })
    : null;
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const { now } = presentOf(cluster, ctx.clock.now());
  const wanted = { clusterId, months: MONTHS, now, timeZone };
  const [moves, dismissed] = await Promise.all([
    readMonthsOfMoves(ctx.db, wanted),
    listDismissReasons(ctx.db, { ...wanted, limit: MAX_REASONS }),
  ]);
  const from = moves[0]?.at ?? now;
  const series = await readSeries({
    ctx,
    input: {
      kind: 'cluster',
      objectIds: [clusterId],
      measures: ['overloadedHosts', 'starvedVms'],
      window: { from, to: now, bucketSeconds: HOUR_MS / 1000 },
    },
  });
  const hours = series.get(clusterId);
  const ends = [...moves.slice(1).map(({ at }) => at.getTime()), now.getTime()];
  const months = moves.map((month, index): QualityMonth => {
    const span = { from: month.at.getTime(), to: ends[index] ?? now.getTime() };
    const overloaded = addUp(hours, 0, span);
    const starved = addUp(hours, 1, span);
    const observedDays = overloaded.minutes / (24 * 60);
    return {
      ...month,
      observedDays,
      overloadedHostMinutes: overloaded.sum,
      starvedVmMinutes: starved.sum,
      movesADay: observedDays > 0 ? month.moves / observedDays : null,
    };
  });
  const reasons = dismissed.map(({ why, ...more }) => ({ why: dismissalOf(why), ...more }));
  return {
    cluster: { id: cluster.id, name: cluster.name, ...countsOf(cluster) },
    months,
    dismissed: reasons,
  };
}

/** A measure times minutes, over the hours of a span that have samples, and how many minutes these are. */
function addUp(
  hours: Buckets | undefined,
  measure: number,
  { from, to }: { from: number; to: number },
): { sum: number | null; minutes: number } {
  const series = hours?.measures[measure];
  let sum = 0;
  let minutes = 0;
  for (const [i, count] of series?.counts.entries() ?? []) {
    const begins = (hours?.startMs ?? 0) + i * HOUR_MS;
    if (count === 0 || begins < from || begins >= to) continue;
    const long = Math.min(HOUR_MS, to - begins) / 60_000;
    minutes += long;
    sum += (series?.means[i] ?? 0) * long;
  }
  return { sum: minutes === 0 ? null : sum, minutes };
}
