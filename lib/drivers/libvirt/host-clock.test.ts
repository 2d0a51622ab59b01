import { expect, it } from 'vitest';
import { createHostClock } from './host-clock.ts';

const START = Date.parse('2026-11-23T03:00:00Z');
const seconds = START / 1000;

/** Readings every 15 s; each guest reports every 10 s by a clock that is ahead by so many seconds. */
function readingsOf(ahead: number, reportsAt: (elapsed: number) => Record<string, number>) {
  const clock = createHostClock();
  return [0, 15, 30].map((elapsed) => {
    const reports = new Map(
      Object.entries(reportsAt(elapsed)).map(([vm, at]) => [vm, seconds + at + ahead] as const),
    );
    return clock.read(reports, new Date(START + elapsed * 1000), elapsed * 1000);
  });
}

const everyTen = (elapsed: number) => ({ a: Math.floor(elapsed / 10) * 10, b: -7200 });

it('finds no offset if the reports that arrive may be of now', () => {
  expect(readingsOf(0, everyTen)).toEqual([null, 0, 0]);
});

it.each([
  ['ahead', 3600, 3590, 3600],
  ['behind', -3600, -3600, -3584],
])('finds a clock that is an hour %s, within the time between two readings', (_, ahead, least, most) => {
  const [first, second, third] = readingsOf(ahead, everyTen);
  expect(first).toBeNull();
  for (const found of [second, third]) {
    expect(found).toBeGreaterThanOrEqual(least);
    expect(found).toBeLessThanOrEqual(most);
  }
});

it('learns nothing from reports that do not change, or when a guest that reported has left', () => {
  expect(readingsOf(0, () => ({ b: -7200 }))).toEqual([null, null, null]);
  expect(readingsOf(0, (elapsed) => (elapsed < 30 ? everyTen(elapsed) : { b: -7200 }))).toEqual([null, 0, 0]);
});

it('learns nothing from reports between which nobody looked for long', () => {
  const clock = createHostClock();
  clock.read(new Map([['a', seconds]]), new Date(START), 0);
  const later = new Date(START + 3_600_000);
  expect(clock.read(new Map([['a', seconds + 60]]), later, 3_600_000)).toBeNull();
});
