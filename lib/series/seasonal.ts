/** The grid of forecasts: a quarter of an hour. Days and weeks are whole numbers of slots. */
export const SLOT_MS = 900_000;
export const SLOTS_PER_DAY = 96;
const SLOTS_PER_WEEK = 7 * SLOTS_PER_DAY;

/** A forecast needs so many earlier values of the same time of the week, otherwise of the same time of day. */
const MIN_KNOWN = 3;
const MAX_WEEKS = 4;
const MAX_DAYS = 7;
/** History that a forecast uses. */
export const HISTORY_SLOTS = MAX_WEEKS * SLOTS_PER_WEEK + SLOTS_PER_DAY;

/** The level is corrected by the last two hours; half of the correction is left after four. */
const LEVEL_SLOTS = 8;
const HALF_LIFE_SLOTS = 16;

/** How far ahead forecasts are evaluated: an hour, which is more than relief takes. */
export const LEAD_SLOTS = 4;
/** They are evaluated over the last days. */
const EVALUATED_SLOTS = MAX_DAYS * SLOTS_PER_DAY;

/** What is expected of a series, and how wrong such forecasts were: errors are actual less expected, NaN where unknown. */
export interface Expected {
  readonly ahead: Float64Array; // the slots after the history; NaN: no forecast
  readonly errors: Float64Array; // of forecasts an hour ahead, slot by slot over the last days
  readonly persistence: Float64Array; // of the simplest forecast, at the same slots: as it was an hour ago
}

/**
 * The forecast of a series from its daily and weekly pattern. `history`: one value a slot (NaN: not known), the last one of
 * the slot that has just ended. The expected value of a slot is the median of the same time of the week in the last four
 * weeks, or, while fewer than three of these are known, of the same time of day in the last seven days, shifted by how far the last two
 * hours were from theirs. Every past forecast that it is judged by uses only values that were known by then.
 */
export function expectSeries(history: Float64Array, slotsAhead: number): Expected {
  const forecast = forecaster(history);
  const end = history.length;
  const ahead = Float64Array.from({ length: slotsAhead }, (_, i) => forecast(end + i, end));
  const first = Math.max(0, end - EVALUATED_SLOTS);
  const errors = new Float64Array(end - first).fill(Number.NaN);
  const persistence = new Float64Array(end - first).fill(Number.NaN);
  for (let slot = first; slot < end; slot++) {
    const known = slot - LEAD_SLOTS + 1; // values before this slot
    const error = valueAt(history, slot) - forecast(slot, known);
    if (Number.isNaN(error)) continue;
    errors[slot - first] = error;
    persistence[slot - first] = valueAt(history, slot) - valueAt(history, known - 1);
  }
  return { ahead, errors, persistence };
}

/** The mean absolute value of errors, and how many there are; NaN without any. */
export function meanError(errors: Float64Array): { mean: number; count: number } {
  let sum = 0;
  let count = 0;
  for (const error of errors) {
    if (Number.isNaN(error)) continue;
    sum += Math.abs(error);
    count++;
  }
  return { mean: sum / count, count };
}

/** The forecast of a slot with the values before slot `known`. */
function forecaster(history: Float64Array): (slot: number, known: number) => number {
  const patterns = new Map<number, number>();
  const patternAt = (slot: number): number => {
    const found = patterns.get(slot) ?? seasonalMedian(history, slot);
    patterns.set(slot, found);
    return found;
  };
  return (slot, known) => {
    let shift = 0;
    let count = 0;
    for (let recent = known - LEVEL_SLOTS; recent < known; recent++) {
      const difference = valueAt(history, recent) - patternAt(recent);
      if (Number.isNaN(difference)) continue;
      shift += difference;
      count++;
    }
    const level = count === 0 ? 0 : (shift / count) * 2 ** (-(slot - known + 1) / HALF_LIFE_SLOTS);
    return Math.max(0, patternAt(slot) + level);
  };
}

function seasonalMedian(history: Float64Array, slot: number): number {
  const weekly = earlierValues(history, slot, SLOTS_PER_WEEK, MAX_WEEKS);
  const known = weekly.length >= MIN_KNOWN ? weekly : earlierValues(history, slot, SLOTS_PER_DAY, MAX_DAYS);
  return known.length >= MIN_KNOWN ? median(known) : Number.NaN;
}

function earlierValues(history: Float64Array, slot: number, period: number, most: number): number[] {
  const values: number[] = [];
  for (let back = 1; back <= most; back++) {
    const value = valueAt(history, slot - back * period);
    if (!Number.isNaN(value)) values.push(value);
  }
  return values;
}

const valueAt = (history: Float64Array, slot: number): number => history[slot] ?? Number.NaN;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
