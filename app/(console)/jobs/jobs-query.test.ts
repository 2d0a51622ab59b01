import { expect, it } from 'vitest';
import { jobsHref, readJobsQuery } from './jobs-query.ts';

it('reads back what it writes', () => {
  const href = '/jobs?show=troubled&kind=evacuate&cluster=c1&page=3';
  const parameters = Object.fromEntries(new URL(href, 'http://ballast.invalid').searchParams);
  expect(jobsHref(readJobsQuery(parameters))).toBe(href);
});

it.each([{}, { show: 'none', kind: 'x', cluster: '', page: '0' }, { page: '1.5' }, { page: ['2', '3'] }])(
  'takes what makes no sense for absent: %j',
  (parameters) => expect(jobsHref(readJobsQuery(parameters))).toBe('/jobs'),
);
