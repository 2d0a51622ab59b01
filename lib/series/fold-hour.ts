import { addBuckets, addSamples, type Buckets, emptyBuckets, takeFuller } from './buckets.ts';
import { countMeasures, packBuckets, unpackBuckets } from './pack-buckets.ts';
import { packSamples, unpackSamples } from './pack-samples.ts';
import { mergeSamples, type SampleSeries } from './sample-series.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const TEN_DAYS_MS = 10 * DAY_MS;
/** The roll-up of the middle tier; that of the last one is an hour. */
export const FIVE_MINUTES_MS = 300_000;

/** The grid of a pack of buckets that begins at a time. */
const gridOfDay = (startMs: number) => ({
  startMs,
  stepMs: FIVE_MINUTES_MS,
  length: DAY_MS / FIVE_MINUTES_MS,
});
const gridOfTenDays = (startMs: number) => ({ startMs, stepMs: HOUR_MS, length: TEN_DAYS_MS / HOUR_MS });

/** The samples of an hour, with those that were packed before (null: none). Samples that are in both are not doubled. */
export function foldSamples(
  packed: Uint8Array | null,
  samples: SampleSeries,
  { startMs, resolutions }: { startMs: number; resolutions: readonly number[] },
): { samples: SampleSeries; pack: Uint8Array } {
  const all = packed ? mergeSamples(unpackSamples(packed, { startMs, resolutions }), samples) : samples;
  return { samples: all, pack: packSamples(all, { startMs, resolutions }) };
}

/** Puts samples of one object into the five-minute buckets of a day, of which `packed` is known (null: nothing yet). */
export function foldDay(
  packed: Uint8Array | null,
  samples: readonly SampleSeries[],
  { startMs, resolutions }: { startMs: number; resolutions: readonly number[] },
): { day: Buckets; pack: Uint8Array } {
  const grid = gridOfDay(startMs);
  const day = openBuckets(packed, grid, resolutions);
  for (const each of samples) {
    const fresh = emptyBuckets(startMs, grid.stepMs, { length: grid.length, measures: resolutions.length });
    addSamples(fresh, each);
    takeFuller(day, fresh);
  }
  return { day, pack: packBuckets(day, resolutions) };
}

/** Puts days of five-minute buckets into the hours of ten days, of which `packed` is known (null: nothing yet). */
export function foldTenDays(
  packed: Uint8Array | null,
  days: readonly Buckets[],
  { startMs, resolutions }: { startMs: number; resolutions: readonly number[] },
): Uint8Array {
  const grid = gridOfTenDays(startMs);
  const hours = openBuckets(packed, grid, resolutions);
  const fresh = emptyBuckets(startMs, grid.stepMs, { length: grid.length, measures: resolutions.length });
  for (const day of days) addBuckets(fresh, day);
  takeFuller(hours, fresh);
  return packBuckets(hours, resolutions);
}

/** The hours of ten days from its packed days, whatever their measures are: they are counted in steps of their resolution. */
export function foldPackedDays(
  days: readonly { startMs: number; pack: Uint8Array }[],
  startMs: number,
): Uint8Array {
  const measures = Math.max(...days.map(({ pack }) => countMeasures(pack)));
  const resolutions = new Array<number>(measures).fill(1);
  const unpacked = days.map((day) => unpackDay(day.pack, { startMs: day.startMs, resolutions }));
  return foldTenDays(null, unpacked, { startMs, resolutions });
}

/** The five-minute buckets of a packed day. */
export const unpackDay = (
  pack: Uint8Array,
  options: { startMs: number; resolutions: readonly number[]; wanted?: readonly number[] },
): Buckets => unpackBuckets(pack, { ...options, stepMs: FIVE_MINUTES_MS });

/** The hours of packed ten days. */
export const unpackTenDays = (
  pack: Uint8Array,
  options: { startMs: number; resolutions: readonly number[]; wanted?: readonly number[] },
): Buckets => unpackBuckets(pack, { ...options, stepMs: HOUR_MS });

function openBuckets(
  packed: Uint8Array | null,
  { startMs, stepMs, length }: { startMs: number; stepMs: number; length: number },
  resolutions: readonly number[],
): Buckets {
  if (packed) return unpackBuckets(packed, { startMs, stepMs, resolutions });
  return emptyBuckets(startMs, stepMs, { length, measures: resolutions.length });
}
