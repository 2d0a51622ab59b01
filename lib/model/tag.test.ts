import { expect, it } from 'vitest';
import { MAX_TAG_LENGTH, toTags } from './tag.ts';

it('stores tags in lower case, each once, in order', () => {
  expect(toTags([' Web ', 'db', 'web', '本番'])).toEqual(['db', 'web', '本番']);
});

it('leaves out what cannot be a tag', () => {
  const tooLong = 'x'.repeat(MAX_TAG_LENGTH + 1);
  expect(toTags(['', ' ', 'a,b', 'a\u202eb', tooLong, 'ok'])).toEqual(['ok']);
});

it('reads no more tags of a VM than it can show', () => {
  expect(toTags(Array.from({ length: 500 }, (_, i) => `t${i}`))).toHaveLength(64);
});
