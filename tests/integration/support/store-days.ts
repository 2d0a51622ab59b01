import type { Database } from '../../../lib/db/client.ts';
import { sampleKinds } from '../../../lib/db/sample-kinds.ts';
import { present } from '../../../lib/model/present.ts';
import { addTo, emptyBuckets } from '../../../lib/series/buckets.ts';
import { DAY_MS, FIVE_MINUTES_MS } from '../../../lib/series/fold-hour.ts';
import { packBuckets } from '../../../lib/series/pack-buckets.ts';

/**
 * Stores closed days of VMs as the worker that packs leaves them: the cores of each (`valueAt`, by its index and the time) every five
 * minutes, on the days from `fromMs` (a midnight in UTC) up to `toMs`.
 */
export async function storeDays(
  db: Database,
  vmIds: readonly string[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  valueAt: (vm: number, atMs: number) => number,
): Promise<void> {
  const { resolutions, names } = sampleKinds.vm;
  const cores = names.indexOf('cores');
  for (let startMs = fromMs; startMs < toMs; startMs += DAY_MS) {
    const packs = vmIds.map((_, vm) => {
      const shape = { length: DAY_MS / FIVE_MINUTES_MS, measures: resolutions.length };
      const day = emptyBuckets(startMs, FIVE_MINUTES_MS, shape);
      const into = present(day.measures[cores], 'cores');
      for (let i = 0; i < shape.length; i++) {
        const atMs = startMs + i * FIVE_MINUTES_MS;
        const value = atMs < toMs ? valueAt(vm, atMs) : Number.NaN;
        if (!Number.isNaN(value)) addTo(into, i, { count: 20, mean: value, least: value, greatest: value });
      }
      return Buffer.from(packBuckets(day, resolutions));
    });
    const part = `day_pack_${new Date(startMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
    const bounds = [startMs, startMs + DAY_MS].map((ms) => `'${new Date(ms).toISOString()}'`);
    await db.$executeRawUnsafe(
      `CREATE TABLE IF NOT EXISTS samples.${part} PARTITION OF samples.day_pack FOR VALUES FROM (${bounds[0]}) TO (${bounds[1]})`,
    );
    await db.$executeRaw`
      INSERT INTO samples.day_pack (object_id, at, series)
      SELECT id, ${new Date(startMs)}, series FROM unnest(${[...vmIds]}::uuid[], ${packs}::bytea[]) AS p(id, series)`;
  }
}
