import pg from 'pg';
import { type Pack, type PackTier, packTiers, periodOf } from './packs.ts';
import { MIN_ID, PartStore } from './part-store.ts';
import { createPartition, type SamplePart } from './sample-partitions.ts';

/** A pack to store. */
export interface PackRow {
  objectId: string;
  atMs: number;
  series: Uint8Array;
}

/** The packs that closing a day writes. */
type ClosedPacks = Record<'day' | 'tenDays', readonly PackRow[]>;

const PACK_LOCK = 0x9a29;
const PARTITION_LOCK = 0x9a2a;

/**
 * The tables of samples, as the task that packs them uses them: on one connection of its own, which holds the lock of the task, and
 * with values in binary. One task at a time holds the lock, and loses it with its connection.
 */
export class PackStore extends PartStore {
  private readonly partitions = new Set<string>();

  /** Null if another worker is packing. */
  static async open(url: string): Promise<PackStore | null> {
    const client = new pg.Client({ connectionString: url, application_name: 'ballast-pack' });
    client.on('error', () => undefined); // the next statement fails
    await client.connect();
    try {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [PACK_LOCK]);
      if (rows[0]?.held) return new PackStore(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    await client.end();
    return null;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /** The stored packs of objects whose periods begin from `fromMs` (included) to `toMs` (excluded). */
  async readPacks(
    tier: PackTier,
    objectIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): Promise<Pack[]> {
    const { rows } = await this.client.query<{ id: string; at: Date; series: Buffer }>(
      `SELECT object_id::text AS id, at, series FROM samples.${packTiers[tier].table}
       WHERE object_id = ANY($1::uuid[]) AND at >= $2 AND at < $3 ORDER BY at`,
      [objectIds, new Date(fromMs), new Date(toMs)],
    );
    return rows.map(({ id, at, series }) => ({ objectId: id, at, series }));
  }

  /** Stores the packs of a chunk of a partition, and how far it has been packed, at once. */
  async writeChunk(
    { part, packedTo }: { part: SamplePart; packedTo: string },
    packs: Record<'hour' | 'openDay', readonly PackRow[]>,
  ): Promise<void> {
    await this.ensurePartitions('hour', packs.hour);
    await this.ensurePartitions('openDay', packs.openDay);
    await this.inTransaction(async () => {
      await this.upsert('hour', packs.hour);
      await this.upsert('openDay', packs.openDay);
      await this.client.query('UPDATE samples.packing SET packed_to = $2 WHERE part = $1', [
        part.name,
        packedTo,
      ]);
    });
  }

  private async upsert(tier: PackTier, rows: readonly PackRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.client.query(
      `INSERT INTO samples.${packTiers[tier].table} (object_id, at, series)
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bytea[])
       ON CONFLICT (object_id, at) DO UPDATE SET series = EXCLUDED.series`,
      columnsOf(rows),
    );
  }

  /** The beginnings (ms) of the open days that began before `beforeMs`, the oldest first. */
  async listOpenDays(beforeMs: number): Promise<number[]> {
    const days = await this.listDays('openDay');
    return days.filter((startMs) => startMs < beforeMs);
  }

  /** Up to `most` objects with packs of an open day, in order: those after one of them. */
  async listOfOpenDay(startMs: number, after: string | null, most: number): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT DISTINCT object_id, object_id::text AS id FROM samples.${partitionOf('openDay', startMs).name}
       WHERE object_id > $1 ORDER BY object_id LIMIT $2`,
      [after ?? MIN_ID, most],
    );
    return rows.map((row) => row.id);
  }

  /** Stores packs of a closed day. Its period of ten days is rolled up again where it lacks an object. */
  async writeClosed(startMs: number, packs: ClosedPacks): Promise<void> {
    await this.ensurePartitions('day', packs.day);
    await this.inTransaction(async () => {
      await this.upsert('day', packs.day);
      await this.upsert('tenDays', packs.tenDays);
      const period = nameOfPeriod(periodOf('tenDays', startMs));
      await this.client.query('DELETE FROM samples.packing WHERE part = $1', [period]);
    });
  }

  /** Removes the packs of an open day, all of which have been written to its closed one. */
  async dropOpenDay(startMs: number): Promise<void> {
    const { name } = partitionOf('openDay', startMs);
    const { table } = packTiers.openDay;
    this.partitions.delete(name);
    await this.client.query(`ALTER TABLE samples.${table} DETACH PARTITION samples.${name} CONCURRENTLY`);
    await this.client.query(`DROP TABLE samples.${name}`);
  }

  /** Up to `most` objects with closed days in the period of ten days that begins at `startMs`, but without its pack. */
  async listUnclosed(startMs: number, most: number): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT DISTINCT object_id::text AS id FROM samples.day_pack AS d WHERE at >= $1 AND at < $2
       AND NOT EXISTS (SELECT FROM samples.ten_day_pack AS t WHERE t.object_id = d.object_id AND t.at = $1) LIMIT $3`,
      [new Date(startMs), new Date(startMs + packTiers.tenDays.periodMs), most],
    );
    return rows.map((row) => row.id);
  }

  /** The beginnings (ms) of the periods of ten days up to `lastMs` that have closed days and are not rolled up. */
  async listOpenPeriods(lastMs: number): Promise<number[]> {
    const { rows: marks } = await this.client.query<{ part: string }>('SELECT part FROM samples.packing');
    const closed = new Set(marks.map(({ part }) => part));
    const starts = (await this.listDays('day')).map((startMs) => periodOf('tenDays', startMs));
    return [...new Set(starts)].filter((startMs) => startMs < lastMs && !closed.has(nameOfPeriod(startMs)));
  }

  /** The days (ms) of which a tier has partitions, the oldest first. */
  private async listDays(tier: PackTier): Promise<number[]> {
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass AND NOT i.inhdetachpending`,
      [`samples.${packTiers[tier].table}`],
    );
    const days = rows.map(({ name }) => Date.parse(name.slice(-8).replace(/(....)(..)(..)/, '$1-$2-$3')));
    return days.toSorted((a, b) => a - b);
  }

  /** Notes that a period of ten days is rolled up. */
  async markClosed(startMs: number): Promise<void> {
    await this.client.query(
      'INSERT INTO samples.packing (part, row_count) VALUES ($1, 0) ON CONFLICT DO NOTHING',
      [nameOfPeriod(startMs)],
    );
  }

  async writeTenDays(rows: readonly PackRow[]): Promise<void> {
    await this.ensurePartitions('tenDays', rows);
    await this.upsert('tenDays', rows);
  }

  private async ensurePartitions(tier: PackTier, rows: readonly PackRow[]): Promise<void> {
    for (const { atMs } of rows) {
      const { name, fromMs, toMs } = partitionOf(tier, atMs);
      if (this.partitions.has(name)) continue;
      await this.inTransaction(async () => {
        await this.client.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
        const { rows: found } = await this.client.query('SELECT to_regclass($1) AS found', [
          `samples.${name}`,
        ]);
        if (found[0]?.found) return;
        for (const statement of createPartition(packTiers[tier].table, name, fromMs, toMs))
          await this.client.query(statement);
      });
      this.partitions.add(name);
    }
  }
}

/** The partition of a tier in which a time lies. */
function partitionOf(tier: PackTier, atMs: number): { name: string; fromMs: number; toMs: number } {
  const { table, partitionMs } = packTiers[tier];
  const fromMs = Math.floor(atMs / partitionMs) * partitionMs;
  const name = `${table}_${dayOf(new Date(fromMs)).replaceAll('-', '')}`;
  return { name, fromMs, toMs: fromMs + partitionMs };
}

const nameOfPeriod = (startMs: number): string => `ten_days_${dayOf(new Date(startMs))}`;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const columnsOf = (rows: readonly PackRow[]) => [
  rows.map((row) => row.objectId),
  rows.map((row) => new Date(row.atMs)),
  rows.map((row) => Buffer.from(row.series)),
];
