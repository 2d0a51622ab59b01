import pg from 'pg';
import { type Pack, type PackTier, packTiers, periodOf } from './packs.ts';
import { PartStore } from './part-store.ts';
import { createPartition, type SamplePart } from './sample-partitions.ts';

/** A pack to store. */
export interface PackRow {
  objectId: string;
  atMs: number;
  series: Uint8Array;
}

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
    const { table } = packTiers[tier];
    const { rows } = await this.client.query<{ id: string; at: Date; series: Buffer }>(
      [table, ...(tier === 'day' ? ['open_day_pack'] : [])]
        .map(
          (each) => `SELECT object_id::text AS id, at, series FROM samples.${each}
            WHERE object_id = ANY($1::uuid[]) AND at >= $2 AND at < $3`,
        )
        .join(' UNION ALL '),
      [objectIds, new Date(fromMs), new Date(toMs)],
    );
    return rows.map(({ id, at, series }) => ({ objectId: id, at, series }));
  }

  /**
   * Stores the packs of a chunk of a partition, and how far it has been packed, at once. Days that began before
   * `closedBeforeMs` are closed (`closeDays` has moved them); their period of ten days is rolled up again where it lacks an object.
   */
  async writeChunk(
    { part, packedTo, closedBeforeMs }: { part: SamplePart; packedTo: string; closedBeforeMs: number },
    packs: Record<PackTier, readonly PackRow[]>,
  ): Promise<void> {
    for (const tier of ['hour', 'day', 'tenDays'] as const)
      for (const { atMs } of packs[tier]) await this.ensurePartition(tier, atMs);
    const closed = packs.day.filter(({ atMs }) => atMs < closedBeforeMs);
    const open = packs.day.filter(({ atMs }) => atMs >= closedBeforeMs);
    await this.inTransaction(async () => {
      await this.upsert('hour_pack', packs.hour);
      await this.upsert('day_pack', closed);
      const periods = closed.map(({ atMs }) => nameOfPeriod(periodOf('tenDays', atMs)));
      await this.client.query('DELETE FROM samples.packing WHERE part = ANY($1)', [[...new Set(periods)]]);
      const isClosed = await this.replaceClosedDays(open);
      await this.upsert(
        'open_day_pack',
        open.filter((row) => !isClosed(row)),
      );
      await this.upsert('ten_day_pack', packs.tenDays);
      await this.client.query('UPDATE samples.packing SET packed_to = $2 WHERE part = $1', [
        part.name,
        packedTo,
      ]);
    });
  }

  /** Replaces the packs of days that were closed by a clock that has been set back since; returns which those were. */
  private async replaceClosedDays(rows: readonly PackRow[]): Promise<(row: PackRow) => boolean> {
    const { rows: closed } = await this.client.query<{ id: string; at: Date }>(
      `UPDATE samples.day_pack AS d SET series = r.series
       FROM unnest($1::uuid[], $2::timestamptz[], $3::bytea[]) AS r(id, at, series)
       WHERE d.object_id = r.id AND d.at = r.at RETURNING d.object_id::text AS id, d.at`,
      columnsOf(rows),
    );
    const keys = new Set(closed.map(({ id, at }) => `${id} ${at.getTime()}`));
    return ({ objectId, atMs }) => keys.has(`${objectId} ${atMs}`);
  }

  private async upsert(table: string, rows: readonly PackRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.client.query(
      `INSERT INTO samples.${table} (object_id, at, series)
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bytea[])
       ON CONFLICT (object_id, at) DO UPDATE SET series = EXCLUDED.series`,
      columnsOf(rows),
    );
  }

  /** Moves the packs of the days that began before `beforeMs` to the closed ones; returns how many. */
  async closeDays(beforeMs: number): Promise<number> {
    const { rows } = await this.client.query<{ at: Date }>(
      'SELECT DISTINCT at FROM samples.open_day_pack WHERE at < $1 ORDER BY at',
      [new Date(beforeMs)],
    );
    let moved = 0;
    for (const { at } of rows) {
      await this.ensurePartition('day', at.getTime());
      const { rowCount } = await this.client.query(
        `WITH gone AS (DELETE FROM samples.open_day_pack WHERE at = $1 RETURNING *)
         INSERT INTO samples.day_pack SELECT * FROM gone
         ON CONFLICT (object_id, at) DO UPDATE SET series = EXCLUDED.series`,
        [at],
      );
      moved += rowCount ?? 0;
    }
    return moved;
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
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'samples.day_pack'::regclass`,
    );
    const { rows: marks } = await this.client.query<{ part: string }>('SELECT part FROM samples.packing');
    const closed = new Set(marks.map(({ part }) => part));
    const starts = rows.map(({ name }) => {
      const day = Date.parse(name.slice(-8).replace(/(....)(..)(..)/, '$1-$2-$3'));
      return periodOf('tenDays', day);
    });
    return [...new Set(starts)]
      .filter((startMs) => startMs < lastMs && !closed.has(nameOfPeriod(startMs)))
      .toSorted((a, b) => a - b);
  }

  /** Notes that a period of ten days is rolled up. */
  async markClosed(startMs: number): Promise<void> {
    await this.client.query(
      'INSERT INTO samples.packing (part, row_count) VALUES ($1, 0) ON CONFLICT DO NOTHING',
      [nameOfPeriod(startMs)],
    );
  }

  async writeTenDays(rows: readonly PackRow[]): Promise<void> {
    for (const { atMs } of rows) await this.ensurePartition('tenDays', atMs);
    await this.upsert('ten_day_pack', rows);
  }

  private async ensurePartition(tier: PackTier, atMs: number): Promise<void> {
    const { table, partitionMs } = packTiers[tier];
    const start = Math.floor(atMs / partitionMs) * partitionMs;
    const name = `${table}_${dayOf(new Date(start)).replaceAll('-', '')}`;
    if (this.partitions.has(name)) return;
    await this.inTransaction(async () => {
      await this.client.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      const { rows } = await this.client.query('SELECT to_regclass($1) AS found', [`samples.${name}`]);
      if (rows[0]?.found) return;
      for (const statement of createPartition(table, name, start, start + partitionMs))
        await this.client.query(statement);
    });
    this.partitions.add(name);
  }
}

const nameOfPeriod = (startMs: number): string => `ten_days_${dayOf(new Date(startMs))}`;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const columnsOf = (rows: readonly PackRow[]) => [
  rows.map((row) => row.objectId),
  rows.map((row) => new Date(row.atMs)),
  rows.map((row) => Buffer.from(row.series)),
];
