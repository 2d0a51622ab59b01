import { expect, it } from 'vitest';
import { readPart } from './read-part.ts';

const read = (search: string) => readPart(new Request(`http://ballast.invalid/api/vms?${search}`));

it('gives the parameters of the page and the first row', () => {
  expect(read('filter=db&show=fixed&from=120')).toEqual({
    parameters: { filter: 'db', show: 'fixed', from: '120' },
    from: 120,
  });
});

it.each(['', 'from=-1', 'from=1.5', 'from=x', 'from=1e9'])('begins with the first row for "%s"', (search) =>
  expect(read(search).from).toBe(0),
);
