import { expect, it } from 'vitest';
import { logChart } from './log-chart.ts';

const chart = (points: [number, number][]) =>
  logChart({
    title: 'Time & size',
    xLabel: 'VMs',
    yLabel: 'time',
    xTicks: [10, 100, 1000],
    yTicks: [1, 10, 100],
    yText: (tick) => `${tick} s`,
    series: [{ name: 'relieve', points }],
  });

it('draws a power of the size as a straight line', () => {
  const svg = chart([
    [10, 1],
    [100, 10],
    [1000, 100],
  ]);
  const points = /points="([^"]+)"/
    .exec(svg)?.[1]
    ?.split(' ')
    .map((pair) => pair.split(',').map(Number));
  const [first, second, third] = points ?? [];
  expect(second?.[0]).toBeCloseTo(((first?.[0] ?? 0) + (third?.[0] ?? 0)) / 2, 0);
  expect(second?.[1]).toBeCloseTo(((first?.[1] ?? 0) + (third?.[1] ?? 0)) / 2, 0);
});

it('has a title, escapes its text, and has colours for dark pages', () => {
  const svg = chart([[10, 1]]);
  expect(svg).toContain('aria-label="Time &amp; size"');
  expect(svg).toContain('prefers-color-scheme: dark');
});
