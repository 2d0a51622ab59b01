import { expect, it } from 'vitest';
import { hostMeasures, vmMeasures } from '../model/measures.ts';
import { hostColumns, placesOf, vmColumns } from './sample-kinds.ts';

// packs are read by position: the order of columns is that of the measures
it('has the columns of samples in the order of their measures', () => {
  expect(Object.keys(hostColumns)).toEqual(Object.keys(hostMeasures));
  expect(Object.keys(vmColumns)).toEqual(Object.keys(vmMeasures));
});

it('finds the place of a measure in its kind', () => {
  expect(placesOf('vm', ['dirtyMiBps', 'cores'])).toEqual([9, 0]);
  expect(placesOf('host', ['cpuUse', 'memoryUsedMiB'])).toEqual([0, 2]);
});
