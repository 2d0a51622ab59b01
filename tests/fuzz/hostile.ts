import fc from 'fast-check';
import { isPlainText } from '../../lib/model/plain-text.ts';

/** Strings that are known to have caused failures in other software. */
const naughty = [
  '',
  ' ',
  'null',
  'undefined',
  'NaN',
  'true',
  '0',
  '-1',
  '1e309',
  '9007199254740993',
  '2147483648',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  "' OR 1=1 --",
  '"; DROP TABLE "user"; --',
  "'||pg_sleep(5)||'",
  '\\',
  '%',
  '_',
  '%27',
  '$1',
  '#{7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '</title><b>',
  '../../../etc/passwd',
  '..%2f..%2fetc',
  '/etc/passwd\0.png',
  'file:///etc/passwd',
  '//evil.example',
  '/\\evil.example',
  '\0',
  'a\0b',
  '\u001b[2J',
  '\u009b31m',
  '\u202etxt',
  'a\u200bb',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  '\u2028',
  '\r\nX: y',
  'Ω≈ç√∫',
  'データ',
  '😀👩‍👩‍👧',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯',
  'ﷺ',
  'ß',
  'İ',
  'ı',
  '田中さん',
  '2026-02-30',
  '0000-00-00',
  '+275760-09-13',
  '9999-12-31',
  '1970-01-01T00:00:00Z',
  'Infinity',
  '0x10',
  '1,5',
  '٣',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '$undefined',
  '$r1',
  '$@0',
  '$K1',
];

/**
 * Any text: known hostile strings, arbitrary characters, long texts, or one of `known` (existing ids). Most of it
 * passes the gate.
 */
export const hostileText = (known: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...naughty) },
    { weight: 6, arbitrary: fc.constantFrom(...naughty.filter(isPlainText)) },
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 400 }) },
    { weight: 1, arbitrary: fc.constantFrom(100, 1000, 7000).map((length) => 'a'.repeat(length)) },
  );

/** Any JSON value, with the names that use cases read, values of wrong types, and keys of prototypes. */
export const hostileJson = (known: string[], names: string[]): fc.Arbitrary<unknown> => {
  const key = fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'constructor', 'length', '0'));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: hostileText(known) },
      { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53) },
      { weight: 1, arbitrary: fc.double() },
      { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 5 }) },
      { weight: 4, arbitrary: fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map(toObject) },
    ),
  }));
  return value;
};

/** `__proto__` becomes an own key, as with JSON.parse. */
const toObject = (entries: [string, unknown][]): object => {
  const made = {};
  for (const [name, value] of entries)
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
};
