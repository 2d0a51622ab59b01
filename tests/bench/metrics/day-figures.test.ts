import { expect, it } from 'vitest';
import type { DayPoint } from './day.ts';
import { dayFigures } from './day-figures.ts';

const bytes = { value: 1, values: 1, openHour: 0, openSample: 1, day: 0 } as Parameters<typeof dayFigures>[1];
const dayOf = (points: Omit<DayPoint, 'hour'>[]) => ({
  size: { hosts: 1000, vms: 0, clusters: 1 },
  intervalSeconds: 3600,
  seconds: 1,
  pages: 1,
  points: points.map((point, hour) => ({ hour, ...point })),
});
const flat = { workerMb: 600, webMb: 500, samplesMb: 0.001 };

it('compares the memory of the last hours with that of the first, without the cold start', () => {
  const cold = { workerMb: 100, webMb: 100, samplesMb: 0 };
  const grown = { ...flat, workerMb: 720 };
  const figures = dayFigures(
    dayOf([cold, flat, flat, flat, flat, grown, { ...grown, samplesMb: 0.006 }]),
    bytes,
  );
  expect(figures).toMatchObject([
    { id: 'day-worker-memory', value: 1.2, verdict: 'MISS' },
    { id: 'day-web-memory', value: 1, verdict: 'aim' },
    { id: 'day-samples-on-disk', value: 1, verdict: 'aim' },
  ]);
});

it('has no figures of a few hours', () => {
  expect(dayFigures(dayOf([flat, flat, flat]), bytes)).toEqual([]);
});
