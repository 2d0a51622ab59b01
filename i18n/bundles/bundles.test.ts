import { expect, it } from 'vitest';
import { loadMessages } from '../load-messages.ts';
import { messages as en } from './en.ts';
import { messages as ja } from './ja.ts';

it.each([
  ['en', en],
  ['ja', ja],
] as const)('the browser has the same words in %s as the server', (locale, bundle) => {
  expect(bundle).toEqual(loadMessages(locale));
});
