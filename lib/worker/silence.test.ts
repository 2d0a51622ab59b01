import { expect, it } from 'vitest';
import { Silence } from './silence.ts';

const START = Date.UTC(2026, 10, 23, 9);
const row = (id: string, aheadMs: number) => ({ id, seenAt: new Date(START + aheadMs) });
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

const BEAT_MS = 3000;
/** Reads as often as a worker does, from one time to another; what the last reading finds. */
function watch(silence: Silence, rows: ReturnType<typeof row>[], fromMs: number, toMs: number): string[] {
  for (let nowMs = fromMs; nowMs < toMs; nowMs += BEAT_MS)
    expect(silence.deadAmong(rows, nowMs).filter(() => nowMs - fromMs < 30_000)).toEqual([]);
  return dead(silence, rows, toMs);
}

const dead = (silence: Silence, rows: ReturnType<typeof row>[], nowMs: number) =>
  silence.deadAmong(rows, nowMs).map(({ id }) => id);

it.each([
  ['an hour ago', -HOUR],
  ['now', 0],
  ['in an hour', HOUR],
  ['in a week', WEEK],
])(
  'declares a worker dead that reports nothing new for half a minute, although it was last seen %s',
  (_, aheadMs) => {
    const silence = new Silence();
    const rows = [row('w1', aheadMs)];
    expect(watch(silence, rows, 0, 29_999)).toEqual([]);
    expect(dead(silence, rows, 30_000)).toEqual(['w1']);
  },
);

it('declares no worker dead that keeps reporting while its clock is set back by a week, and forward again', () => {
  const silence = new Silence();
  const clock = [0, 3000, 6000 - WEEK, 9000 - WEEK, 12_000, WEEK];
  const found = clock.map((aheadMs, round) => dead(silence, [row('w1', aheadMs)], round * 9000));
  expect(found.flat()).toEqual([]);
});

it('starts to count again for a worker whose row was missing in between', () => {
  const silence = new Silence();
  watch(silence, [row('w1', 0)], 0, 18_000);
  dead(silence, [], 21_000);
  expect(watch(silence, [row('w1', 0)], 24_000, 48_000)).toEqual([]);
});

it('does not count the time in which it could not look, because nobody could report then', () => {
  const silence = new Silence();
  watch(silence, [row('w1', 0)], 0, 15_000);
  const back = 15_000 + HOUR;
  expect(watch(silence, [row('w1', 0)], back, back + 29_999)).toEqual([]);
  expect(dead(silence, [row('w1', 0)], back + 30_000)).toEqual(['w1']);
});
