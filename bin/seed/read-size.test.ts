import { expect, test } from 'vitest';
import { readSize } from './read-size.ts';

test.each([
  [['--hosts', '10'], 'needs both --hosts and --vms'],
  [['--hosts', 'ten', '--vms', '5'], '--hosts takes a whole number'],
  [['--hosts', '-1', '--vms', '5'], "Option '--hosts' argument is ambiguous"],
  [['--racks', '4'], "Unknown option '--racks'"],
  [['10'], 'There is no argument 10'],
])('%j is a usage error', (args, message) => {
  expect(() => readSize(args)).toThrow(message);
  expect(() => readSize(args)).toThrow('usage: ballast seed');
});

test('a size has hosts and VMs, and clusters and a seed if they are given', () => {
  expect(readSize([])).toBeUndefined();
  expect(readSize(['--hosts', '10', '--vms', '250'])).toEqual({ hosts: 10, vms: 250 });
  expect(readSize(['--hosts', '10', '--vms', '250', '--clusters', '2', '--seed', '3'])).toEqual({
    hosts: 10,
    vms: 250,
    clusters: 2,
    seed: 3,
  });
});
