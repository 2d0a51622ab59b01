import { expect, it } from 'vitest';
import { fixture } from './fake-virsh.ts';
import { measuredWrites } from './measured-writes.ts';
import { parseDomStats } from './wire.ts';

const stats = (lines: Record<string, number>) => ({
  name: 'vm',
  values: new Map(Object.entries(lines).map(([key, value]) => [`dirtyrate.${key}`, value])),
});
const ended = { calc_status: 2, calc_start_time: 1_795_405_030, calc_period: 4 };

it('reads the measurements of a real host, and none where none has ended', () => {
  const all = parseDomStats(fixture('domstats-raw')).map(measuredWrites);
  expect(all.filter((each) => each !== null)).toEqual([{ key: 1_795_405_030, seconds: 1, dirtiedMiB: 0 }]);
});

it('gives the memory written during the time, and half of the rounded step back', () => {
  expect(measuredWrites(stats({ ...ended, megabytes_per_second: 12 }))).toEqual({
    key: 1_795_405_030,
    seconds: 4,
    dirtiedMiB: 4 * 12.25,
  });
  expect(measuredWrites(stats({ ...ended, calc_period: 1, megabytes_per_second: 12 }))?.dirtiedMiB).toBe(12);
  expect(measuredWrites(stats({ ...ended, megabytes_per_second: 0 }))?.dirtiedMiB).toBe(0);
});

it.each([
  ['still runs', { ...ended, calc_status: 1, megabytes_per_second: 12 }],
  ['has no result', ended],
  ['has no length', { ...ended, calc_period: 0, megabytes_per_second: 12 }],
])('reads nothing of a measurement that %s', (_, lines) => {
  expect(measuredWrites(stats(lines))).toBeNull();
});
