import { expect, test } from 'vitest';
import { isPlainSecret, isPlainText, toPlainText } from './plain-text.ts';

test.each([
  ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
  ['NUL', 'a\0b', 'a\\u0000b'],
  ['a C1 control', '\u009b31m', '\\u009b31m'],
  ['a turned direction', 'kvm\u202e10-', 'kvm\\u202e10-'],
  ['no width', 'kvm\u200b-01', 'kvm\\u200b-01'],
  ['a byte order mark', '\ufeffkvm', '\\ufeffkvm'],
  ['half a pair', 'a\ud800b', 'a\\ud800b'],
  ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
  ['a tag beyond the first plane', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['a letter drawn as nothing', 'a\u3164', 'a\\u3164'],
])('%s is shown as an escape sequence', (_, text, shown) => {
  expect(isPlainText(text)).toBe(false);
  expect(toPlainText(text)).toBe(shown);
  expect(JSON.parse(`"${shown}"`)).toBe(text);
});

test.each(['kvm-01', 'データベース 1', 'Zoë', 'שרת', '😀', 'a b', ''])('%j is not changed', (text) => {
  expect(isPlainText(text)).toBe(true);
  expect(toPlainText(text)).toBe(text);
});

test('a secret may contain joined emoji, but no control characters', () => {
  expect(['👩‍👩‍👧 family', 'a\0b', '\ud800'].map(isPlainSecret)).toEqual([true, false, false]);
});
