import type { PackStore } from '../../db/pack-store.ts';
import { DAY_MS, foldPackedDays, TEN_DAYS_MS } from '../../series/fold-hour.ts';

const OBJECTS_AT_ONCE = 500;

/**
 * Rolls up the periods of ten days whose days all began before `beforeMs`, each once. Objects that are done are skipped, so it
 * continues after a crash.
 */
export async function closePeriods({
  store,
  beforeMs,
  stopping,
}: {
  store: PackStore;
  beforeMs: number;
  stopping: AbortSignal;
}): Promise<void> {
  for (const startMs of await store.listOpenPeriods(beforeMs - TEN_DAYS_MS + DAY_MS)) {
    for (;;) {
      if (stopping.aborted) return;
      const objectIds = await store.listUnclosed(startMs, OBJECTS_AT_ONCE);
      if (objectIds.length === 0) break;
      const days = await store.readPacks('day', objectIds, startMs, startMs + TEN_DAYS_MS);
      const byObject = Map.groupBy(days, ({ objectId }) => objectId);
      await store.writeTenDays(
        [...byObject].map(([objectId, packs]) => ({
          objectId,
          atMs: startMs,
          series: foldPackedDays(
            packs.map(({ at, series }) => ({ startMs: at.getTime(), pack: series })),
            startMs,
          ),
        })),
      );
    }
    await store.markClosed(startMs);
  }
}
