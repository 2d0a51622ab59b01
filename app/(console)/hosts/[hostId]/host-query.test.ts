import { expect, test } from 'vitest';
import { hostHref, readHostQuery } from './host-query.ts';

test('an address is read back as it was written', () => {
  const query = readHostQuery({ range: '7d', sort: 'memory', filter: ' web ', vm: 'v1', tab: ['x'] });
  expect(query).toEqual({
    tab: 'vms',
    range: '7d',
    span: null,
    group: null,
    vmGroup: null,
    sort: 'memory',
    show: 'all',
    filter: 'web',
    vm: 'v1',
  });
  expect(hostHref('h1', query)).toBe('/hosts/h1?range=7d&sort=memory&filter=web&vm=v1');
  expect(hostHref('h1', query, { vm: null, range: '24h' })).toBe('/hosts/h1?sort=memory&filter=web');
});

test('the part of the past and the measures of the charts are in the address', () => {
  const query = readHostQuery({ from: '1790000000', to: '1790003600', group: 'disk', vmGroup: 'memory' });
  expect(query).toMatchObject({
    span: { from: new Date(1_790_000_000_000), to: new Date(1_790_003_600_000) },
    group: 'disk',
    vmGroup: 'memory',
  });
  expect(hostHref('h1', query)).toBe('/hosts/h1?from=1790000000&to=1790003600&group=disk&vmGroup=memory');
});

test.each([
  ['the ends are in the wrong order', { from: '1790003600', to: '1790000000' }],
  ['an end is missing', { from: '1790003600' }],
  ['an end is no time', { from: '0', to: '9999999999999' }],
  ['an end is no number', { from: '-5', to: 'now' }],
])('there is no part of the past if %s', (_, parameters) => {
  expect(readHostQuery(parameters).span).toBeNull();
});

test('what the page does not know is left at its default', () => {
  const query = readHostQuery({ range: '30y', sort: 'colour', show: 'none', group: 'heat' });
  expect(hostHref('h1', query)).toBe('/hosts/h1');
});
