import { describe, expect, it } from 'vitest';
import { scheduleMoves, spanOf } from './schedule.ts';

const now = 100_000;
const at = (ms: number) => new Date(ms);
const move = (id: string, wave: number, more: object = {}) => ({
  ...{ id, wave, state: 'pending' as const, startedAt: null, finishedAt: null },
  ...{ tookMs: null, leftMs: 8000, startsInMs: null as number | null, predictedMs: 8000 },
  ...more,
});

describe('scheduleMoves', () => {
  const moves = [
    move('a', 1, { state: 'done', startedAt: at(80_000), tookMs: 9000, leftMs: 0 }),
    move('b', 1, { state: 'migrating', startedAt: at(95_000), tookMs: 5000, leftMs: 6000 }),
    move('c', 2),
    move('d', 2, { predictedMs: 3000 }),
    move('e', 3),
    move('f', 3, { state: 'skipped', leftMs: 0 }),
  ];
  const slots = scheduleMoves(moves, now);

  it('draws what ended as long as it took, in the outline of its forecast', () => {
    expect(slots.get('a')).toEqual({ from: 80_000, to: 88_000, body: { from: 80_000, to: 89_000 } });
  });

  it('draws what runs up to now, in an outline up to its end', () => {
    expect(slots.get('b')).toEqual({ from: 95_000, to: 106_000, body: { from: 95_000, to: now } });
  });

  it('places what waits behind what runs, wave by wave', () => {
    expect(slots.get('c')).toEqual({ from: 106_000, to: 114_000, body: null });
    expect(slots.get('d')?.from).toBe(106_000);
    expect(slots.get('e')?.from).toBe(114_000);
  });

  it('places what waits where it is foreseen to begin, before its wave if a place is free', () => {
    const refilled = scheduleMoves([move('b', 1), move('c', 2, { startsInMs: 1500 })], now);
    expect(refilled.get('c')).toEqual({ from: 101_500, to: 109_500, body: null });
  });

  it('goes by the clock where migrations run faster than it', () => {
    const fast = scheduleMoves(
      [
        move('a', 1, { state: 'done', startedAt: at(80_000), finishedAt: at(82_500), tookMs: 9000 }),
        move('b', 2),
      ],
      now,
      4,
    );
    expect(fast.get('a')).toEqual({ from: 80_000, to: 82_000, body: { from: 80_000, to: 82_500 } });
    expect(fast.get('b')).toEqual({ from: now, to: 102_000, body: null });
  });

  it('has no place for what never began', () => {
    expect(slots.has('f')).toBe(false);
  });

  it('spans everything', () => {
    expect(spanOf(slots.values(), 79_000, now)).toEqual({ from: 79_000, to: 122_000 });
    expect(spanOf([], now, now)).toEqual({ from: now, to: now + 10_000 });
  });
});
