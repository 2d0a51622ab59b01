import { describe, expect, it } from 'vitest';
import { chooseLocale, parseTheme, parseTimeZone } from './preferences.ts';

describe('chooseLocale', () => {
  it('puts the setting before the browser', () => {
    expect(chooseLocale('ja', 'en-GB,en;q=0.9')).toBe('ja');
  });
  it('takes the best weighted language that there are words for', () => {
    expect(chooseLocale(undefined, 'fr, en;q=0.3, ja-JP;q=0.8')).toBe('ja');
    expect(chooseLocale('xx', 'en-US,ja')).toBe('en');
    expect(chooseLocale(undefined, 'ja;q=0, en;q=0.1')).toBe('en');
  });
  it('falls back to English', () => {
    expect(chooseLocale(undefined, null)).toBe('en');
    expect(chooseLocale(undefined, 'fr,*;q=0.1')).toBe('en');
  });
});

describe('parseTimeZone', () => {
  it('keeps a named zone, encoded or not', () => {
    expect(parseTimeZone('Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(parseTimeZone('Europe%2FBerlin')).toBe('Europe/Berlin');
  });
  it('is UTC for anything else', () => {
    expect(parseTimeZone(undefined)).toBe('UTC');
    expect(parseTimeZone('Mars/Olympus')).toBe('UTC');
    expect(parseTimeZone('%E0%A4%A')).toBe('UTC');
  });
});

describe('parseTheme', () => {
  it('is the system unless a theme is named', () => {
    expect([parseTheme('dark'), parseTheme('sepia'), parseTheme(undefined)]).toEqual([
      'dark',
      'system',
      'system',
    ]);
  });
});
