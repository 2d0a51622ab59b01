import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';

/**
 * How packs are stored: of what period one row is, and how long its buckets are. Samples of an hour have no buckets. `openDay`: the
 * five minutes of an hour, until its day is closed.
 */
export type PackTier = 'hour' | 'openDay' | 'day' | 'tenDays';

const HOUR_MS = 3_600_000;

/** `table` is partitioned by time; `partitionMs` is how much a partition holds. */
export const packTiers = {
  hour: { table: 'hour_pack', periodMs: HOUR_MS, partitionMs: 24 * HOUR_MS },
  openDay: { table: 'open_day_pack', periodMs: HOUR_MS, partitionMs: 24 * HOUR_MS },
  day: { table: 'day_pack', periodMs: 24 * HOUR_MS, partitionMs: 24 * HOUR_MS },
  tenDays: { table: 'ten_day_pack', periodMs: 240 * HOUR_MS, partitionMs: 720 * HOUR_MS },
} as const satisfies Record<PackTier, { table: string; periodMs: number; partitionMs: number }>;

/** The beginning of the period of a tier in which a time lies: periods are counted since the epoch. Both in ms. */
export const periodOf = (tier: PackTier, ms: number): number =>
  Math.floor(ms / packTiers[tier].periodMs) * packTiers[tier].periodMs;

/** The packed series of one object and period; `lib/series` decodes them. */
export interface Pack {
  objectId: string;
  at: Date; // the beginning of its period
  series: Uint8Array;
}

/** The packs of objects whose periods touch the time from `from` to `to`, oldest first; those of days with the hours of open days. */
export async function readPacks(
  db: Database,
  tier: 'hour' | 'day' | 'tenDays',
  { objectIds, from, to }: { objectIds: string[]; from: Date; to: Date },
): Promise<Pack[]> {
  const part = (each: PackTier) => Prisma.sql`
    SELECT object_id::text AS "objectId", at, series FROM samples.${Prisma.raw(packTiers[each].table)}
    WHERE object_id = ANY(${objectIds}::uuid[]) AND at >= ${new Date(periodOf(each, from.getTime()))} AND at <= ${to}`;
  const tiers: PackTier[] = tier === 'day' ? ['day', 'openDay'] : [tier];
  return db.$queryRaw<Pack[]>`${Prisma.join(tiers.map(part), ' UNION ALL ')} ORDER BY at`;
}

/** The newest packed hour of each of some objects. One without any is left out. */
export async function readLatestHours(db: Database, objectIds: string[]): Promise<Pack[]> {
  return db.$queryRaw<Pack[]>`
    SELECT o.id::text AS "objectId", p.at, p.series FROM unnest(${objectIds}::uuid[]) AS o(id) CROSS JOIN LATERAL
      (SELECT at, series FROM samples.hour_pack WHERE object_id = o.id ORDER BY at DESC LIMIT 1) AS p`;
}
