import { expect, test } from 'vitest';
import { hostHref, readHostQuery } from './host-query.ts';

test('an address is read back as it was written', () => {
  const query = readHostQuery({ range: '7d', sort: 'memory', filter: ' web ', vm: 'v1', tab: ['x'] });
  expect(query).toEqual({ tab: 'vms', range: '7d', sort: 'memory', show: 'all', filter: 'web', vm: 'v1' });
  expect(hostHref('h1', query)).toBe('/hosts/h1?range=7d&sort=memory&filter=web&vm=v1');
  expect(hostHref('h1', query, { vm: null, range: '24h' })).toBe('/hosts/h1?sort=memory&filter=web');
});

test('what the page does not know is left at its default', () => {
  const query = readHostQuery({ range: '30y', sort: 'colour', show: 'none' });
  expect(hostHref('h1', query)).toBe('/hosts/h1');
});
