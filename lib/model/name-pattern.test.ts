import { describe, expect, it } from 'vitest';
import { matchesPattern, patternProblem } from './name-pattern.ts';

describe('a pattern of names', () => {
  it.each([
    ['web-*', 'web-01', true],
    ['web-*', 'web-', true],
    ['web-*', 'old-web-01', false],
    ['*', '', true],
    ['web-??', 'web-01', true],
    ['web-??', 'web-1', false],
    ['WEB-*', 'web-01', true],
    ['*-db-*', 'erp-db-01', true],
    ['*db', 'db-db', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['db.01', 'db-01', false],
    ['db-01', 'db-01', true],
    ['db-01', 'db-011', false],
  ])('%s of %s: %s', (pattern, name, matches) => {
    expect(matchesPattern(name, pattern)).toBe(matches);
  });

  it('takes no longer for a name that nearly matches many stars', () => {
    const steps = '*a'.repeat(30);
    expect(matchesPattern('a'.repeat(120), `${steps}b`)).toBe(false);
  });
});

it.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['x'.repeat(129), 'too-long'],
  ['a\u200bb', 'invisible'],
  ['a,b', 'comma'],
  ['web-[0-9]', 'brackets'],
  ['{web,db}-*', 'comma'],
  ['web-{1}', 'brackets'],
  ['web\\*', 'backslash'],
  ['web-*', null],
])('the problem of %j is %s', (pattern, problem) => {
  expect(patternProblem(pattern)).toBe(problem);
});
