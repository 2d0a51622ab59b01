import { expect, it } from 'vitest';
import { compareNames } from './compare-names.ts';

it('sorts numbers by their value, and letters without regard to case', () => {
  const names = ['vm-10', 'web', 'VM-3', 'vm-2', 'App', 'db1b', 'db1a', 'db01'];
  expect(names.toSorted(compareNames)).toEqual([
    'App',
    'db01',
    'db1a',
    'db1b',
    'vm-2',
    'VM-3',
    'vm-10',
    'web',
  ]);
});
