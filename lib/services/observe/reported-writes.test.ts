import { expect, it } from 'vitest';
import { reportedWrites } from './reported-writes.ts';
import { readingOf, seenVm } from './testing/rows.ts';

const good = { key: 1_795_405_030, seconds: 4, dirtiedMiB: 48 };
const vms = [{ id: 'id-a', uuid: seenVm('a').uuid }];
const found = (measuredWrites: typeof good | null) =>
  reportedWrites([readingOf('h1', [seenVm('a', { measuredWrites })])], vms);

it('gives a measurement the id of its VM', () => {
  expect(found(good)).toEqual([{ ...good, vmId: 'id-a' }]);
  expect(found(null)).toEqual([]);
  expect(reportedWrites([readingOf('h1', [seenVm('b', { measuredWrites: good })])], vms)).toEqual([]);
});

it.each([
  ['negative memory', { dirtiedMiB: -1 }],
  ['memory that is no number', { dirtiedMiB: Number.NaN }],
  ['no length', { seconds: 0 }],
  ['a time of start that is no number', { key: Number.NaN }],
])('leaves out a measurement with %s', (_, more) => {
  expect(found({ ...good, ...more })).toEqual([]);
});
