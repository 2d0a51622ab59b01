import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Policy } from '../../model/policy.ts';
import type { Loads, Measure } from './measure.ts';
import { Overload } from './overload.ts';
import { Peak } from './peak.ts';
import { Spread } from './spread.ts';
import { makeMeasure } from './weights.ts';

const policy = Policy.parse({});
const loadsOf = (cpu: number[], memory: number[], isCounted = cpu.map(() => 1)): Loads => ({
  cpu: Float64Array.from(cpu),
  memory: Float64Array.from(memory),
  isCounted: Uint8Array.from(isCounted),
});

describe('Spread', () => {
  it('is the sum of both population standard deviations', () => {
    expect(new Spread(loadsOf([0.2, 0.4], [0.1, 0.5])).value).toBeCloseTo(0.1 + 0.2, 12);
  });

  it('excludes hosts that do not count', () => {
    expect(new Spread(loadsOf([0.2, 0.4, 9], [0.1, 0.5, 9], [1, 1, 0])).value).toBeCloseTo(0.3, 12);
    expect(new Spread(loadsOf([], [])).value).toBe(0);
  });
});

describe('Peak', () => {
  it('has a norm slightly above the sum of the maxima as its value, and that sum as its figure', () => {
    const { value, figure } = new Peak(loadsOf([0.3, 0.9, 0.2], [0.5, 0.1, 0.5]));
    expect(value).toBeGreaterThanOrEqual(1.4);
    expect(value).toBeLessThan(1.4 * 1.018);
    expect(figure).toBeCloseTo(1.4, 12);
  });

  it('sees a low load after the only high load is gone', () => {
    const peak = new Peak(loadsOf([0.9, 0], [0, 0]));
    expect(peak.valueAfter(0, 0, 0, 1, 0.01, 0)).toBeCloseTo(0.01, 9);
  });
});

describe('Overload', () => {
  it('adds up the load above the thresholds for both resources', () => {
    expect(new Overload(loadsOf([0.9, 0.8], [0.95, 0.2]), policy).value).toBeCloseTo(0.15, 12);
  });
});

describe('every measure', () => {
  const load = fc.double({ min: 0, max: 2, noNaN: true });
  const makers: [string, (loads: Loads) => Measure][] = (['relieve', 'spread', 'peak'] as const).map(
    (objective) => [objective, (loads) => makeMeasure(objective, loads, Policy.parse({ objective }))],
  );

  it.each(makers)('%s predicts its value after an update, and equals a newly built measure', (_, make) => {
    const hosts = fc.array(fc.tuple(load, load, fc.constantFrom(1, 1, 1, 0)), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        hosts,
        fc.nat(),
        fc.nat(),
        load,
        load,
        load,
        load,
        (found, x, y, cpuA, memoryA, cpuB, memoryB) => {
          const cpu = found.map(([value]) => value);
          const memory = found.map(([, value]) => value);
          const counted = found.map(([, , value]) => value);
          const a = x % cpu.length;
          const b = (a + 1 + (y % (cpu.length - 1))) % cpu.length;
          const measure = make(loadsOf(cpu, memory, counted));
          const foretold = measure.valueAfter(a, cpuA, memoryA, b, cpuB, memoryB);
          measure.update(a, cpuA, memoryA, b, cpuB, memoryB);
          expect(measure.value).toBeCloseTo(foretold, 6);
          cpu[a] = cpuA;
          cpu[b] = cpuB;
          memory[a] = memoryA;
          memory[b] = memoryB;
          expect(make(loadsOf(cpu, memory, counted)).value).toBeCloseTo(foretold, 6);
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});
