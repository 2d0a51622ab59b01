import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCores,
  formatGibibytes,
  formatMebibytes,
  formatMhz,
  formatRate,
} from './bytes.ts';
import { durationQuantities, formatAge, formatDuration } from './duration.ts';
import { toneOfLoad, worseTone } from './load.ts';
import { formatNumber, formatPercent, formatShort } from './number.ts';
import { joinQuantities } from './quantity.ts';
import { dayKey, formatTime, styleByDistance } from './time.ts';

const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('unknown', () => {
  it('is "-" everywhere, never 0', () => {
    const unknowns = [
      formatBytes(null, 'en'),
      formatMebibytes(undefined, 'en'),
      formatGibibytes(Number.NaN, 'en'),
      formatRate(null, 'ja'),
      formatMhz(null, 'en'),
      formatCores(null, 'en'),
      formatPercent(Number.NaN, 'en'),
      formatNumber(null, 'en'),
      formatShort(Number.POSITIVE_INFINITY, 'en'),
      formatDuration(null, 'en'),
      formatAge(undefined, 'ja'),
      formatTime(null, { locale: 'en', timeZone: 'UTC' }),
      formatTime('no date', { locale: 'en', timeZone: 'UTC' }),
    ];
    expect(new Set(unknowns)).toEqual(new Set(['-']));
  });
});

describe('percent', () => {
  it('rounds', () => expect(plain(formatPercent(93.6, 'en'))).toBe('94 %'));
  it('has no space in Japanese', () => expect(formatPercent(93.6, 'ja')).toBe('94%'));
  it('does not round to 0 % or 100 %', () => {
    expect(plain(formatPercent(99.8, 'en'))).toBe('99 %');
    expect(plain(formatPercent(0.2, 'en'))).toBe('<1 %');
    expect(plain(formatPercent(0, 'en'))).toBe('0 %');
    expect(plain(formatPercent(104.2, 'en'))).toBe('104 %');
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1 MiB'],
    [202 * 1024 ** 3, '202 GiB'],
  ])('%d is %s', (bytes, text) => expect(plain(formatBytes(bytes, 'en'))).toBe(text));
  it('counts memory in mebibytes', () => {
    expect(plain(formatMebibytes(49_152, 'en'))).toBe('48 GiB');
    expect(plain(formatMebibytes(512, 'ja'))).toBe('512 MiB');
    expect(formatGibibytes(1536, 'en')).toBe('1.5');
  });
  it('shows rates and frequencies', () => {
    expect(plain(formatRate(412, 'en'))).toBe('412 MiB/s');
    expect(plain(formatMhz(2900, 'en'))).toBe('2.9 GHz');
    expect(plain(formatMhz(800, 'en'))).toBe('800 MHz');
    expect([5, 0.25, 0].map((cores) => formatCores(cores, 'en'))).toEqual(['5.0', '0.25', '0.0']);
  });
});

describe('duration', () => {
  it.each([
    [140, '0.14 s', '0.14秒'],
    [996, '1.0 s', '1.0秒'],
    [9_400, '9.4 s', '9.4秒'],
    [9_990, '10 s', '10秒'],
    [160_000, '2 min 40 s', '2分40秒'],
    [120_000, '2 min', '2分'],
    [3_599_900, '1 h', '1時間'],
    [11_100_000, '3 h 5 min', '3時間5分'],
    [18 * 86_400_000, '18 d', '18日'],
  ])('%d ms is %s', (ms, en, ja) => {
    expect(plain(formatDuration(ms, 'en'))).toBe(en);
    expect(formatDuration(ms, 'ja')).toBe(ja);
  });
  it('separates value and unit', () => {
    expect(durationQuantities(160_000, 'en')).toEqual([
      { value: '2', unit: 'min' },
      { value: '40', unit: 's' },
    ]);
  });
  it('rounds ages down to one unit', () => {
    expect([0, 59_999, 119_000, 7_200_000, 9 * 86_400_000].map((ms) => plain(formatAge(ms, 'en')))).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '2 h',
      '9 d',
    ]);
  });
});

describe('time', () => {
  const moment = new Date('2026-11-24T23:32:08Z');
  it('is in the time zone of the viewer or in a named one', () => {
    expect(formatTime(moment, { locale: 'en', timeZone: 'UTC', style: 'clockSeconds' })).toBe('23:32:08');
    expect(formatTime(moment, { locale: 'en', timeZone: 'Asia/Tokyo', style: 'clock' })).toBe('08:32');
    expect(formatTime(moment, { locale: 'ja', timeZone: 'Asia/Tokyo', style: 'day' })).toBe('11月25日');
    expect(dayKey(moment, 'Asia/Tokyo')).toBe('2026-11-25');
  });
  it('includes the day only if it is not today', () => {
    const now = new Date('2026-11-25T01:00:00Z');
    expect(styleByDistance(moment, now, 'Asia/Tokyo')).toBe('clockSeconds');
    expect(styleByDistance(moment, now, 'UTC')).toBe('dayClock');
  });
});

describe('load', () => {
  it('exceeds a threshold only above it', () => {
    expect([80, 80.1, 90, 90.1, null].map((load) => toneOfLoad(load, 80))).toEqual([
      'plain',
      'warn',
      'warn',
      'crit',
      'unknown',
    ]);
  });
  it('prefers unknown to normal, and exceeded to unknown', () => {
    expect(worseTone('plain', 'unknown')).toBe('unknown');
    expect(worseTone('warn', 'unknown')).toBe('warn');
  });
});

describe('joinQuantities', () => {
  it('keeps a space before Latin units in Japanese', () => {
    expect(joinQuantities([{ value: '48', unit: 'GiB' }], 'ja')).toBe('48\u00a0GiB');
  });
});
