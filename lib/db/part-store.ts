import pg from 'pg';
import { floatsOf, hexOf, timesOf } from './binary-columns.ts';
import { sampleKinds } from './sample-kinds.ts';
import type { SamplePart } from './sample-partitions.ts';

/** The samples of one object: times in ms, ascending, and one array for each measure of its kind. NaN is unknown. */
export interface ObjectSamples {
  objectId: string;
  at: Float64Array;
  values: Float64Array[];
}

export const MIN_ID = '00000000-0000-0000-0000-000000000000';
const LOCK_NOT_AVAILABLE = '55P03';

/** The partitions of samples that are not packed yet, as the task that packs them uses them: on one connection, and in binary. */
export class PartStore {
  constructor(protected readonly client: pg.Client) {}

  /** How many rows a partition had when its packing began, and after which object it continues; null: at the first. */
  async beginPart({ name }: SamplePart): Promise<{ rowCount: number; packedTo: string | null }> {
    const known = await this.client.query<{ row_count: string; packed_to: string | null }>(
      'SELECT row_count, packed_to FROM samples.packing WHERE part = $1',
      [name],
    );
    const [row] = known.rows;
    if (row) return { rowCount: Number(row.row_count), packedTo: row.packed_to };
    const rowCount = await this.countRows(name);
    if (rowCount > 0)
      await this.client.query('INSERT INTO samples.packing (part, row_count) VALUES ($1, $2)', [
        name,
        rowCount,
      ]);
    return { rowCount, packedTo: null };
  }

  private async countRows(name: string): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(`SELECT count(*) FROM samples.${name}`);
    return Number(rows[0]?.count ?? 0);
  }

  /** The objects of a partition after one of them, in order: from one to the next by the index. */
  async listObjects({ name, kind }: SamplePart, after: string | null): Promise<string[]> {
    const { id } = sampleKinds[kind];
    const rows = await this.queryByIndex<{ id: string }>(
      `WITH RECURSIVE object AS (
         (SELECT ${id} AS id FROM samples.${name} WHERE ${id} > $1 ORDER BY ${id} LIMIT 1)
         UNION ALL SELECT (SELECT ${id} FROM samples.${name} WHERE ${id} > object.id ORDER BY ${id} LIMIT 1)
         FROM object WHERE object.id IS NOT NULL)
       SELECT id::text FROM object WHERE id IS NOT NULL`,
      [after ?? MIN_ID],
    );
    return rows.map((row) => row.id);
  }

  /** All samples in a partition of the objects from `first` to `last`, both included. */
  async readObjects({ name, kind }: SamplePart, first: string, last: string): Promise<ObjectSamples[]> {
    const { id, join, columns } = sampleKinds[kind];
    const rows = await this.queryByIndex<{ id: string; at: string } & Record<string, string | null>>(
      `SELECT id::text, ${hexOf('string_agg(timestamptz_send(at), NULL)')} AS at,
          ${columns.map((_, i) => `CASE WHEN count(c${i}) > 0 THEN ${hexOf(`string_agg(float4send(COALESCE(c${i}, 'NaN')), NULL)`)} END AS c${i}`).join(', ')}
        FROM (SELECT ${id} AS id, at, ${columns.map((column, i) => `(${column})::real AS c${i}`).join(', ')}
          FROM samples.${name} ${join} WHERE ${id} >= $1 AND ${id} <= $2 ORDER BY ${id}, at) AS ordered
        GROUP BY id`,
      [first, last],
    );
    return rows.map((row) => {
      const at = timesOf(row.at);
      return {
        objectId: row.id,
        at,
        values: columns.map((_, i) => floatsOf(row[`c${i}`] ?? null, at.length)),
      };
    });
  }

  /** The rows of an object are together in the index only: the planner would read the whole partition for each chunk. */
  private queryByIndex<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    return this.inTransaction(async () => {
      await this.client.query(
        'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off',
      );
      return (await this.client.query<Row>(text, values)).rows;
    });
  }

  /**
   * Empties a partition whose `rowCount` rows are packed, and notes its day. False if rows were added in the meantime: it must be
   * packed again; or if somebody has been reading it for long: it is emptied later. While rows are counted only writers of this
   * partition would wait, and readers only while it is emptied, which takes a moment.
   */
  async finishPart({ name, from }: SamplePart, rowCount: number): Promise<boolean> {
    try {
      return await this.inTransaction(async () => {
        await this.client.query(`SET LOCAL lock_timeout = '2s'`);
        await this.client.query(`LOCK TABLE samples.${name} IN SHARE MODE`);
        const isWhole = (await this.countRows(name)) === rowCount;
        if (isWhole) {
          await this.client.query(`TRUNCATE samples.${name}`);
          const note = 'INSERT INTO samples.measured_day VALUES ($1::date) ON CONFLICT DO NOTHING';
          await this.client.query(note, [dayOf(from)]);
        }
        await this.client.query('DELETE FROM samples.packing WHERE part = $1', [name]);
        return isWhole;
      });
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
  }

  protected async inTransaction<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      const result = await work();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined); // the connection may be gone
      throw error;
    }
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
