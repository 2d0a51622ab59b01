import { expect, test } from 'vitest';
import { skeletonOf } from './alike.ts';

test.each([
  ['Ann Miller', 'ann  miller'],
  ['Ann Miller', 'Аnn Мiller'], // Cyrillic А and М
  ['Ann Miller', 'Ann Mi1ler'],
  ['Ann Miller', 'Ann\u200b Miller\u202e'],
  ['Ann Miller', 'Ann-Miller.'],
  ['Zoë', 'Zoe'],
  ['Bill', 'BiIl'],
  ['Jose', 'José'],
  ['warner', 'wamer'],
  ['Ａｎｎ', 'Ann'],
])('%j is confusable with %j', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other));
});

test.each([
  ['Ann Miller', 'Anna Miller'],
  ['田中', '中田'],
  ['Ben', 'Ken'],
])('%j is not confusable with %j', (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other));
});
