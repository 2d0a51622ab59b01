import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIntegers, encodeIntegers } from './integer-code.ts';

const LARGEST = 2 ** 46;
const roundTrip = (values: number[]) => [
  ...decodeIntegers(encodeIntegers(Float64Array.from(values)), values.length),
];
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -2000, max: 2000 }),
  fc.integer(),
  fc.maxSafeInteger().map((number) => Math.trunc(number / 256) || 0),
  fc.constant(Number.NaN),
);

describe('integers', () => {
  it('are read as they were written: small, far, unknown, none', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), (values) => {
        expect(roundTrip(values)).toEqual(values);
      }),
      { seed: 13, numRuns: 400 },
    );
  });

  it.each([
    [[]],
    [[0]],
    [[LARGEST, -LARGEST, LARGEST - 1, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 24, 0]],
    [Array.from({ length: 500 }, (_, i) => (i % 2 ? 255 : -256) * 2 ** (i % 37))],
    [Array.from({ length: 500 }, () => 4_294_967_295)],
  ])('at the limits: %#', (values) => {
    expect(roundTrip(values)).toEqual(values);
  });

  it('too large ones are stored as the largest', () => {
    expect(roundTrip([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])).toEqual([LARGEST, -LARGEST]);
  });

  it('need no bytes if none is known, and few if they do not change', () => {
    expect(encodeIntegers(new Float64Array(240).fill(Number.NaN))).toHaveLength(0);
    expect(encodeIntegers(new Float64Array(240).fill(8192)).length).toBeLessThan(16);
  });

  it('need about what noise of their size needs', () => {
    // 240 equally likely values among 64: 6 bits each, if each is predicted by the average
    const noise = Float64Array.from({ length: 240 }, (_, i) => 1000 + ((i * 7919 + ((i * i) % 31)) % 64));
    expect(encodeIntegers(noise).length).toBeLessThan((240 * 7) / 8);
  });
});
