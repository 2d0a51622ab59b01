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

/** A moving average follows by this part of the difference. */
const AVERAGE_RATE = 1 / 4;

/* Coders and models are used again for each series: to make them costs as much as to code a short one. */
const encoder = new RangeEncoder();
const decoder = new RangeDecoder();
const models = new BitModels(MODELS);

/**
 * Codes integers; NaN is unknown. Each is predicted, and only the difference is coded: either by the last value, which suits
 * series that drift, or by a moving average, which suits noise. No value is known: no bytes.
 */
export function encodeIntegers(values: Float64Array): Uint8Array {
  const { known, rate } = choosePrediction(values);
  if (known === 0) return new Uint8Array();
  const hasGaps = known < values.length;
  encoder.begin();
  models.reset();
  encoder.encodePlain(1, 1); // a series with a known value has a byte in any case
  encoder.encodePlain(rate < 1 ? 1 : 0, 1);
  encoder.encodePlain(hasGaps ? 1 : 0, 1);
  let expected = 0;
  let step = 1; // the first value is taken as it is
  let wasKnown = 1;
  for (let i = 0; i < values.length; i++) {
    const raw = values[i] ?? Number.NaN;
    if (hasGaps) {
      const isKnown = Number.isNaN(raw) ? 0 : 1;
      encoder.encode(models, KNOWN + wasKnown, isKnown);
      wasKnown = isKnown;
      if (!isKnown) continue;
    }
    const value = Math.min(Math.max(raw, -MAX_VALUE), MAX_VALUE);
    encodeOne(value - Math.round(expected));
    expected += (value - expected) * step;
    step = rate;
  }
  return encoder.finish();
}

/** The integers that were coded; `count` is how many. */
export function decodeIntegers(bytes: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count);
  if (bytes.length === 0) return values.fill(Number.NaN);
  decoder.begin(bytes);
  models.reset();
  decoder.decodePlain(1);
  const rate = decoder.decodePlain(1) ? AVERAGE_RATE : 1;
  const hasGaps = decoder.decodePlain(1) === 1;
  let expected = 0;
  let step = 1;
  let wasKnown = 1;
  for (let i = 0; i < count; i++) {
    if (hasGaps) {
      wasKnown = decoder.decode(models, KNOWN + wasKnown);
      if (!wasKnown) {
        values[i] = Number.NaN;
        continue;
      }
    }
    const value = Math.round(expected) + decodeOne();
    values[i] = value;
    expected += (value - expected) * step;
    step = rate;
  }
  return values;
}

/** How many values are known, and which prediction leaves less to code; 1 is the last value. */
function choosePrediction(values: Float64Array): { known: number; rate: number } {
  let known = 0;
  let last = 0;
  let average = 0;
  let costs = 0; // of the average, less those of the last value
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (known === 0) average = value;
    else costs += Math.abs(value - Math.round(average)) - Math.abs(value - last);
    average += (value - average) * AVERAGE_RATE;
    last = value;
    known++;
  }
  return { known, rate: costs < 0 ? AVERAGE_RATE : 1 };
}

/** A whole number: its length in bits, then its bits, of which the first is always 1. Signs alternate: 0, -1, 1, -2, 2. */
function encodeOne(value: number): void {
  const folded = value < 0 ? -2 * value - 1 : 2 * value;
  const length = bitLength(folded);
  const place = length < LONG ? length : LONG;
  let node = 1;
  for (let i = LENGTH_BITS - 1; i >= 0; i--) {
    const bit = (place >> i) & 1;
    encoder.encode(models, node, bit);
    node = (node << 1) | bit;
  }
  if (place === LONG) encoder.encodePlain(length, LONG_BITS);
  let left = length - 1;
  for (let first = 1, i = 0; i < PREDICTED_BITS && left > 0; i++) {
    left--;
    const bit = bitAt(folded, left);
    encoder.encode(models, LENGTHS + place * PREDICTED_MODELS + first, bit);
    first = (first << 1) | bit;
  }
  for (; left > PLAIN_AT_ONCE; left--) encoder.encodePlain(bitAt(folded, left - 1), 1);
  if (left > 0) encoder.encodePlain(folded % (1 << left), left);
}

/** One bit of a whole number that may be larger than those on which `>>` works. */
const bitAt = (value: number, place: number): number =>
  value < INT_LIMIT ? (value >> place) & 1 : Math.floor(value / 2 ** place) % 2;

const bitLength = (value: number): number =>
  value < INT_LIMIT ? 32 - Math.clz32(value) : 31 + bitLength(Math.floor(value / INT_LIMIT));

function decodeOne(): number {
  let place = 1;
  for (let i = 0; i < LENGTH_BITS; i++) place = (place << 1) | decoder.decode(models, place);
  place -= LENGTHS;
  if (place === 0) return 0;
  const length = place === LONG ? decoder.decodePlain(LONG_BITS) : place;
  let left = length - 1;
  let first = 1;
  for (let i = 0; i < PREDICTED_BITS && left > 0; i++) {
    left--;
    first = (first << 1) | decoder.decode(models, LENGTHS + place * PREDICTED_MODELS + first);
  }
  if (place === LONG) return decodeLong(first, left);
  const folded = left > 0 ? (first << left) | decoder.decodePlain(left) : first;
  return (folded >> 1) ^ -(folded & 1);
}

/** The rest of a number that may be larger than those on which bit operators work: `left` bits after the first ones. */
function decodeLong(first: number, left: number): number {
  let folded = first;
  let rest = left;
  for (; rest > PLAIN_AT_ONCE; rest--) folded = folded * 2 + decoder.decodePlain(1);
  if (rest > 0) folded = folded * (1 << rest) + decoder.decodePlain(rest);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}
