import { describe, expect, it } from 'vitest';
import { csvField, csvLine } from './csv.ts';

describe('csvField', () => {
  it.each([
    ['db-01', '"db-01"'],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@sum', `"'@sum"`],
    ['\tx', `"'\tx"`],
    ['', '""'],
    ['00123', '"00123"'],
    ['3-4', '"3-4"'],
    ['負荷', '"負荷"'],
  ])('writes %j as %j', (value, expected) => {
    expect(csvField(value)).toBe(expected);
  });

  it('leaves numbers unchanged, and writes nothing for unknown values', () => {
    expect([csvField(-1.5), csvField(0), csvField(null)]).toEqual(['-1.5', '0', '']);
  });
});

describe('csvLine', () => {
  it('ends a record as RFC 4180 says', () => {
    expect(csvLine(['a', null, 3, 'b,c'])).toBe('"a",,3,"b,c"\r\n');
  });
});
