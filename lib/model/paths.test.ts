import { expect, it } from 'vitest';
import { paths } from './paths.ts';

it('omits parameters that are not set, and keeps the order', () => {
  expect(paths.host('h1')).toBe('/hosts/h1');
  expect(paths.host('h1', { sort: 'name', filter: '', vm: null })).toBe('/hosts/h1?sort=name');
  expect(paths.history({ cluster: 'c1', vm: 'db 01&', page: 3 })).toBe(
    '/history?cluster=c1&vm=db+01%26&page=3',
  );
});
