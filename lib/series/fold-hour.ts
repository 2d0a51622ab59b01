import { addBuckets, addSamples, type Buckets, emptyBuckets, takeFuller } from './buckets.ts';
import { countMeasures, packBuckets, unpackBuckets } from './pack-buckets.ts';
import { packSamples, unpackSamples } from './pack-samples.ts';
import { mergeSamples, type SampleSeries } from './sample-series.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const TEN_DAYS_MS = 10 * DAY_MS;
/** The roll-up of the middle tier; that of the last one is an hour. */
export const FIVE_MINUTES_MS = 300_000;

/** A pack, and the beginning of its period in ms. */
export interface PackedPart {
  startMs: number;
  pack: Uint8Array;
}

/** The grid of a pack of buckets that begins at a time. */
const gridOfHour = (startMs: number) => ({
  startMs,
  stepMs: FIVE_MINUTES_MS,
  length: HOUR_MS / FIVE_MINUTES_MS,
});
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

/** Puts the samples of an hour of one object into its five-minute buckets, of which `packed` is known (null: nothing yet). */
export function foldHour(
  packed: Uint8Array | null,
  samples: SampleSeries,
  { startMs, resolutions }: { startMs: number; resolutions: readonly number[] },
): Uint8Array {
  const grid = gridOfHour(startMs);
  const fresh = emptyBuckets(startMs, grid.stepMs, { length: grid.length, measures: resolutions.length });
  addSamples(fresh, samples);
  if (!packed) return packBuckets(fresh, resolutions);
  const hour = openBuckets(packed, grid, resolutions);
  takeFuller(hour, fresh);
  return packBuckets(hour, resolutions);
}

/**
 * A day from its packed hours, and from what was packed of it before: of two buckets the fuller one counts. Whatever its measures are: they
 * are counted in steps of their resolution.
 */
export function foldDay(parts: readonly PackedPart[], startMs: number): { day: Buckets; pack: Uint8Array } {
  const resolutions = stepsOf(parts);
  const { stepMs, length } = gridOfDay(startMs);
  const day = emptyBuckets(startMs, stepMs, { length, measures: resolutions.length });
  for (const part of parts) takeFuller(day, unpackDay(part.pack, { startMs: part.startMs, resolutions }));
  return { day, pack: packBuckets(day, resolutions) };
}

/** Puts days of five-minute buckets into the hours of ten days, of which `packed` is known (null: nothing yet). */
function foldTenDays(
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

/** Puts a day into the packed hours of its ten days. Both are counted in steps of the resolution of their measures. */
export function addDay(packed: Uint8Array, day: Buckets, startMs: number): Uint8Array {
  const measures = Math.max(countMeasures(packed), day.measures.length);
  return foldTenDays(packed, [day], { startMs, resolutions: new Array<number>(measures).fill(1) });
}

/** The hours of ten days from its packed days, whatever their measures are: they are counted in steps of their resolution. */
export function foldPackedDays(days: readonly PackedPart[], startMs: number): Uint8Array {
  const resolutions = stepsOf(days);
  const unpacked = days.map((day) => unpackDay(day.pack, { startMs: day.startMs, resolutions }));
  return foldTenDays(null, unpacked, { startMs, resolutions });
}

const stepsOf = (parts: readonly PackedPart[]): number[] =>
  new Array<number>(Math.max(0, ...parts.map(({ pack }) => countMeasures(pack)))).fill(1);

/** The five-minute buckets of a packed day, or of a packed hour of one. */
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
