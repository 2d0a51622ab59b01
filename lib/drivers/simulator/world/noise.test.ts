import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smoothNoise, uniform, vmUuid } from './noise.ts';

it('is distributed evenly from 0 to 1', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => uniform(42, i, 1));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeCloseTo(0.5, 1);
  const tenths = Array.from({ length: 10 }, (_, k) => values.filter((v) => Math.floor(v * 10) === k).length);
  for (const count of tenths) expect(count).toBeGreaterThan(850);
});

it('has independent channels', () => {
  const same = Array.from({ length: 1000 }, (_, i) => i).filter(
    (i) => Math.abs(uniform(42, i, 1) - uniform(42, i, 2)) < 0.01,
  );
  expect(same.length).toBeLessThan(50);
});

it('is continuous, also before the anchor', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -1e9, max: 1e9 }), (key, time) => {
      const here = smoothNoise(key, time, 600_000, 1);
      expect(Math.abs(here)).toBeLessThanOrEqual(1);
      expect(Math.abs(smoothNoise(key, time + 1000, 600_000, 1) - here)).toBeLessThan(0.01);
    }),
    { seed: 41 },
  );
});

it('gives each VM a distinct UUID that does not change', () => {
  const uuids = Array.from({ length: 500 }, (_, i) => vmUuid(7, `vm-${i}`));
  expect(new Set(uuids).size).toBe(500);
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(vmUuid(7, 'vm-1')).toBe(uuids[1]);
  expect(vmUuid(8, 'vm-1')).not.toBe(uuids[1]);
});
