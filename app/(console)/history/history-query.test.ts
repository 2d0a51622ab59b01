import { describe, expect, it } from 'vitest';
import { historyHref, readHistoryQuery, toHistoryFilter } from './history-query.ts';

const now = new Date('2026-11-24T05:32:00Z');
const id = '01a206df-0bf4-7509-b4b1-95d5af16636a';
const at = { now, timeZone: 'Asia/Tokyo' };

describe('readHistoryQuery', () => {
  it('reads what the address asks for, and writes the same address again', () => {
    const href = `/history?range=30d&cluster=${id}&vm=db-01&outcome=failed&kind=live&cause=evacuate&page=3`;
    const params = Object.fromEntries(new URL(href, 'http://x').searchParams);
    const query = readHistoryQuery(params);
    expect(query).toMatchObject({ range: '30d', cluster: id, vm: 'db-01', outcome: 'failed', page: 3 });
    expect(historyHref(query)).toBe(href);
  });

  it.each([
    [{ cluster: "1' or '1'='1" }],
    [{ outcome: 'lost' }],
    [{ page: '-4' }],
    [{ page: 'x' }],
    [{ vm: ['a', 'b'] }],
    [{ from: '2026-13-01', to: '2026-11-24' }],
    [{ from: '2026-11-24' }],
  ])('takes %j as absent', (params) => {
    expect(historyHref(readHistoryQuery(params))).toBe('/history');
  });
});

describe('toHistoryFilter', () => {
  it("takes the last seven days as today and the six before, in the viewer's zone", () => {
    const { filter } = toHistoryFilter(readHistoryQuery({}), at);
    expect(filter.from.toISOString()).toBe('2026-11-17T15:00:00.000Z');
    expect(filter.to.getTime()).toBeGreaterThan(now.getTime());
  });

  it('takes days from the first moment of the first to the last of the last', () => {
    const { filter, isValid } = toHistoryFilter(
      readHistoryQuery({ from: '2026-11-10', to: '2026-11-12' }),
      at,
    );
    expect(isValid).toBe(true);
    expect([filter.from.toISOString(), filter.to.toISOString()]).toEqual([
      '2026-11-09T15:00:00.000Z',
      '2026-11-12T15:00:00.000Z',
    ]);
  });

  it.each([
    ['2026-11-12', '2026-11-10'],
    ['2020-01-01', '2026-11-10'],
  ])('says that %s to %s is no time, and takes the last seven days', (from, to) => {
    const { filter, isValid } = toHistoryFilter(readHistoryQuery({ from, to }), at);
    expect(isValid).toBe(false);
    expect(filter.from.toISOString()).toBe('2026-11-17T15:00:00.000Z');
  });
});
