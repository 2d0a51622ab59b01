import type { PackStore } from '../../db/pack-store.ts';
import { type Pack, periodOf } from '../../db/packs.ts';
import { addDay, DAY_MS, foldDay } from '../../series/fold-hour.ts';

const OBJECTS_AT_ONCE = 200;

/**
 * Makes one pack of the hours of each day that began before `beforeMs`, object by object, and then drops them. Hours that were late
 * are put into the day that was closed before, and into its ten days. After a crash it begins the day again, without harm: of two
 * equal buckets one counts. Returns how many packs of days were written.
 */
export async function closeDays({
  store,
  beforeMs,
  stopping,
}: {
  store: PackStore;
  beforeMs: number;
  stopping: AbortSignal;
}): Promise<number> {
  let closed = 0;
  for (const startMs of await store.listOpenDays(beforeMs)) {
    let after: string | null = null;
    for (;;) {
      if (stopping.aborted) return closed;
      const objectIds: string[] = await store.listOfOpenDay(startMs, after, OBJECTS_AT_ONCE);
      const last = objectIds.at(-1);
      if (last === undefined) break;
      closed += await closeObjects(store, startMs, objectIds);
      after = last;
    }
    await store.dropOpenDay(startMs);
  }
  return closed;
}

async function closeObjects(
  store: PackStore,
  startMs: number,
  objectIds: readonly string[],
): Promise<number> {
  const tenDaysMs = periodOf('tenDays', startMs);
  const packed = await store.readPacks('day', objectIds, startMs, startMs + 1);
  const hours = await store.readPacks('openDay', objectIds, startMs, startMs + DAY_MS);
  const periods = new Map(
    (await store.readPacks('tenDays', objectIds, tenDaysMs, tenDaysMs + 1)).map((pack) => [
      pack.objectId,
      pack.series,
    ]),
  );
  const byObject = Map.groupBy([...packed, ...hours], ({ objectId }) => objectId);
  const rows = [...byObject].map(([objectId, packs]) => {
    const { day, pack } = foldDay(packs.map(partOf), startMs);
    const period = periods.get(objectId); // it is closed already: the hours were late
    return {
      day: { objectId, atMs: startMs, series: pack },
      tenDays: period ? [{ objectId, atMs: tenDaysMs, series: addDay(period, day, tenDaysMs) }] : [],
    };
  });
  await store.writeClosed(startMs, {
    day: rows.map(({ day }) => day),
    tenDays: rows.flatMap(({ tenDays }) => tenDays),
  });
  return rows.length;
}

const partOf = ({ at, series }: Pack) => ({ startMs: at.getTime(), pack: series });
