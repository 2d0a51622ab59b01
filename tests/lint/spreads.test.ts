import { expect, it } from 'vitest';
import { findLiteralSpreads } from './spreads.ts';

it.each([
  'const a = { ...{ b, c }, d };',
  'const a = {\n  ...{\n    b: 1,\n  },\n};',
  'const a = { ...({ b: 1 } as const) };',
  'const a = { ...({ b: 1 } satisfies B) };',
  "const a = [...['b', 'c'], d];",
  "run(...['b', 'c']);",
  "run(...(['b', 'c'] as const));",
  'const a = <B {...{ c, d }} />;',
])('finds the spread of a literal in %s', (text) => {
  expect(findLiteralSpreads('a.tsx', text)).toHaveLength(1);
});

it('reports the line', () => {
  expect(findLiteralSpreads('a.ts', 'const a = {\n  b,\n  ...{ c,\n d },\n};')).toEqual([
    { line: 3, text: '...{ c, d }' },
  ]);
});

it.each([
  'const a = { ...b, c };',
  'const a = { ...(b ? { c } : {}) };',
  'const a = { ...(b && { c }) };',
  'const a = [...b, ...(c ? [d] : [])];',
  "const a = [...['b', 'c'].map(upper)];",
  'const a = [...[...b].sort(), c];',
  'const a = <B {...c} />;',
  "const a = '...{ b }'; // ...{ c }",
])('accepts %s', (text) => {
  expect(findLiteralSpreads('a.tsx', text)).toEqual([]);
});
