import { BitModels, RangeDecoder, RangeEncoder } from './range-coder.ts';

/** Lengths of numbers in bits are coded as a tree of 4 bits. The last stands for all longer ones, whose length follows. */
const LENGTH_BITS = 4;
const LENGTHS = 1 << LENGTH_BITS;
const LONG = LENGTHS - 1;
const LONG_BITS = 6;
/** The bits of a number after its first one: so many of them are predicted, by its length. */
const PREDICTED_BITS = 2;
const PREDICTED_MODELS = 1 << PREDICTED_BITS;
const PLAIN_AT_ONCE = 16;
const KNOWN = LENGTHS + LENGTHS * PREDICTED_MODELS;
const MODELS = KNOWN + 2; // whether a value is known, after one that was or was not
const INT_LIMIT = 2 ** 31;
/** Larger values are stored as this one: sums and differences stay exact. */
const MAX_VALUE = 2 ** 46;

/** How a value is predicted from those before it. */
const predictors = {
  last: (_before: number, value: number) => value,
  average: (before: number, value: number) => before + (value - before) / 4,
};

/**
 * Codes integers; NaN is unknown. Each is predicted, and only the difference is coded: either by the last value, which suits
 * series that drift, or by a moving average, which suits noise. No value is known: no bytes.
 */
export function encodeIntegers(values: Float64Array): Uint8Array {
  if (values.every(Number.isNaN)) return new Uint8Array();
  const byAverage = costOf(values, predictors.average) < costOf(values, predictors.last);
  const hasGaps = values.some(Number.isNaN);
  const coder = new RangeEncoder();
  const models = new BitModels(MODELS);
  coder.encodePlain(1, 1); // a series with a known value has a byte in any case
  coder.encodePlain(byAverage ? 1 : 0, 1);
  coder.encodePlain(hasGaps ? 1 : 0, 1);
  const follow = byAverage ? predictors.average : predictors.last;
  let expected = 0;
  let isFirst = true;
  let wasKnown = 1;
  for (const raw of values) {
    if (hasGaps) {
      const isKnown = Number.isNaN(raw) ? 0 : 1;
      coder.encode(models, KNOWN + wasKnown, isKnown);
      wasKnown = isKnown;
      if (!isKnown) continue;
    }
    const value = Math.min(Math.max(raw, -MAX_VALUE), MAX_VALUE);
    encodeOne(coder, models, value - Math.round(expected));
    expected = isFirst ? value : follow(expected, value);
    isFirst = false;
  }
  return coder.finish();
}

/** The integers that were coded; `count` is how many. */
export function decodeIntegers(bytes: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count).fill(Number.NaN);
  if (bytes.length === 0) return values;
  const coder = new RangeDecoder(bytes);
  const models = new BitModels(MODELS);
  coder.decodePlain(1);
  const follow = coder.decodePlain(1) ? predictors.average : predictors.last;
  const hasGaps = coder.decodePlain(1) === 1;
  let expected = 0;
  let isFirst = true;
  let wasKnown = 1;
  for (let i = 0; i < count; i++) {
    if (hasGaps) {
      wasKnown = coder.decode(models, KNOWN + wasKnown);
      if (!wasKnown) continue;
    }
    const value = Math.round(expected) + decodeOne(coder, models);
    values[i] = value;
    expected = isFirst ? value : follow(expected, value);
    isFirst = false;
  }
  return values;
}

function costOf(values: Float64Array, follow: (before: number, value: number) => number): number {
  let expected = Number.NaN;
  let cost = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(expected)) expected = value;
    cost += Math.abs(value - Math.round(expected));
    expected = follow(expected, value);
  }
  return cost;
}

/** A whole number: its length in bits, then its bits, of which the first is always 1. Signs alternate: 0, -1, 1, -2, 2. */
function encodeOne(coder: RangeEncoder, models: BitModels, value: number): void {
  const folded = value < 0 ? -2 * value - 1 : 2 * value;
  const length = bitLength(folded);
  const place = Math.min(length, LONG);
  let node = 1;
  for (let i = LENGTH_BITS - 1; i >= 0; i--) {
    const bit = (place >> i) & 1;
    coder.encode(models, node, bit);
    node = node * 2 + bit;
  }
  if (place === LONG) coder.encodePlain(length, LONG_BITS);
  let left = length - 1;
  for (let first = 1, i = 0; i < PREDICTED_BITS && left > 0; i++) {
    left--;
    const bit = bitAt(folded, left);
    coder.encode(models, LENGTHS + place * PREDICTED_MODELS + first, bit);
    first = first * 2 + bit;
  }
  for (; left > PLAIN_AT_ONCE; left--) coder.encodePlain(bitAt(folded, left - 1), 1);
  if (left > 0) coder.encodePlain(folded % (1 << left), left);
}

/** One bit of a whole number that may be larger than those on which `>>` works. */
const bitAt = (value: number, place: number): number =>
  value < INT_LIMIT ? (value >> place) & 1 : Math.floor(value / 2 ** place) % 2;

const bitLength = (value: number): number =>
  value < INT_LIMIT ? 32 - Math.clz32(value) : 31 + bitLength(Math.floor(value / INT_LIMIT));

function decodeOne(coder: RangeDecoder, models: BitModels): number {
  let node = 1;
  for (let i = 0; i < LENGTH_BITS; i++) node = node * 2 + coder.decode(models, node);
  const place = node - LENGTHS;
  if (place === 0) return 0;
  const length = place === LONG ? coder.decodePlain(LONG_BITS) : place;
  let folded = 1;
  let left = length - 1;
  for (let first = 1, i = 0; i < PREDICTED_BITS && left > 0; i++) {
    left--;
    const bit = coder.decode(models, LENGTHS + place * PREDICTED_MODELS + first);
    folded = folded * 2 + bit;
    first = first * 2 + bit;
  }
  for (; left > PLAIN_AT_ONCE; left--) folded = folded * 2 + coder.decodePlain(1);
  if (left > 0) folded = folded * (1 << left) + coder.decodePlain(left);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}
