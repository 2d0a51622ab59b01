import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packSamples, unpackSamples } from './pack-samples.ts';
import type { SampleSeries } from './sample-series.ts';

const startMs = Date.UTC(2026, 10, 23, 9);
const resolutions = [0.001, 1, 0.01];
const options = { startMs, resolutions };
const number = fc.oneof(
  fc.double({ min: 0, max: 64, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.constant(Number.NaN),
);

/** Samples at uneven times, with gaps, and with values that are partly unknown. */
const series: fc.Arbitrary<SampleSeries> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 400_000 }), number, number, number), { maxLength: 240 })
  .map((rows) => {
    let at = startMs;
    return {
      at: Float64Array.from(rows, ([gap]) => {
        at += gap;
        return at;
      }),
      values: [1, 2, 3].map((i) => Float64Array.from(rows, (row) => row[i] ?? Number.NaN)),
    };
  });

describe('packed samples', () => {
  it('keep their times, and their values within half a step', () => {
    fc.assert(
      fc.property(series, (samples) => {
        const read = unpackSamples(packSamples(samples, options), options);
        expect(read.at).toEqual(samples.at);
        for (const [m, resolution] of resolutions.entries()) {
          const [before, after] = [samples.values[m] ?? [], read.values[m] ?? []];
          expect(after).toHaveLength(before.length);
          for (const [i, value] of before.entries()) {
            if (Number.isNaN(value)) expect(after[i]).toBeNaN();
            else
              expect(Math.abs((after[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(resolution * 0.500001);
          }
        }
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it('are read series by series', () => {
    const samples = {
      at: Float64Array.of(startMs, startMs + 15_000),
      values: [Float64Array.of(0.1, 0.2), Float64Array.of(512, 513), Float64Array.of(3.14, Number.NaN)],
    };
    const read = unpackSamples(packSamples(samples, options), { ...options, wanted: [2] });
    expect(read.values.map((each) => [...each])).toEqual([[], [], [3.14, Number.NaN]]);
  });

  it('do not know a measure that came later', () => {
    const samples = { at: Float64Array.of(startMs), values: [Float64Array.of(1)] };
    const pack = packSamples(samples, { startMs, resolutions: [0.001] });
    expect(unpackSamples(pack, options).values.map((each) => [...each])).toEqual([
      [1],
      [Number.NaN],
      [Number.NaN],
    ]);
  });

  it('do not store what cannot be a number', () => {
    const samples = { at: Float64Array.of(startMs), values: [Float64Array.of(Number.POSITIVE_INFINITY)] };
    expect(unpackSamples(packSamples(samples, options), options).values[0]?.[0]).toBeNaN();
  });

  it('are refused if they are damaged, or of a version that is not known', () => {
    const pack = packSamples({ at: Float64Array.of(startMs), values: [Float64Array.of(5)] }, options);
    expect(() => unpackSamples(pack.subarray(0, pack.length - 1), options)).toThrow(RangeError);
    expect(() => unpackSamples(Uint8Array.of(9, ...pack.subarray(1)), options)).toThrow('version 9');
    expect(() => unpackSamples(new Uint8Array(), options)).toThrow(RangeError);
  });
});
