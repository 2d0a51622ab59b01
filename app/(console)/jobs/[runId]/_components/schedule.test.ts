import { describe, expect, it } from 'vitest';
import { scheduleMoves, spanOf } from './schedule.ts';

const now = 100_000;
const at = (ms: number) => new Date(ms);
const move = (id: string, more: object = {}) => ({
  id,
  state: 'pending' as const,
  startedAt: null,
  finishedAt: null,
  tookMs: null,
  leftMs: 8000,
  startsInMs: null as number | null,
  predictedMs: 8000,
  ...more,
});

describe('scheduleMoves', () => {
  const moves = [
    move('a', { state: 'done', startedAt: at(80_000), tookMs: 9000, leftMs: 0 }),
    move('b', { state: 'migrating', startedAt: at(95_000), tookMs: 5000, leftMs: 6000 }),
    move('c', { startsInMs: 6000 }),
    move('d', { startsInMs: 6000, predictedMs: 3000 }),
    move('e', { startsInMs: 14_000 }),
    move('f', { state: 'skipped', leftMs: 0 }),
  ];
  const slots = scheduleMoves(moves, now);

  it('draws a finished move with its duration, in the outline of its forecast', () => {
    expect(slots.get('a')).toEqual({ from: 80_000, to: 88_000, body: { from: 80_000, to: 89_000 } });
  });

  it('draws a running move up to now, in an outline up to its forecast end', () => {
    expect(slots.get('b')).toEqual({ from: 95_000, to: 106_000, body: { from: 95_000, to: now } });
  });

  it('places a waiting move at its forecast start', () => {
    expect(slots.get('c')).toEqual({ from: 106_000, to: 114_000, body: null });
    expect(slots.get('d')?.from).toBe(106_000);
    expect(slots.get('e')?.from).toBe(114_000);
  });

  it('places a move without a forecast after all others', () => {
    const stalled = move('b', { state: 'migrating', startedAt: at(95_000), leftMs: null });
    const unforeseen = scheduleMoves([stalled, move('c'), move('d', { startsInMs: 1500 })], now);
    expect(unforeseen.get('d')).toEqual({ from: 101_500, to: 109_500, body: null });
    expect(unforeseen.get('c')).toEqual({ from: 109_500, to: 117_500, body: null });
  });

  it('uses the clock if migrations run faster than it', () => {
    const fast = scheduleMoves(
      [
        move('a', { state: 'done', startedAt: at(80_000), finishedAt: at(82_500), tookMs: 9000 }),
        move('b', { startsInMs: 0 }),
      ],
      now,
      4,
    );
    expect(fast.get('a')).toEqual({ from: 80_000, to: 82_000, body: { from: 80_000, to: 82_500 } });
    expect(fast.get('b')).toEqual({ from: now, to: 102_000, body: null });
  });

  it('has no slot for a move that never began', () => {
    expect(slots.has('f')).toBe(false);
  });

  it('spans everything', () => {
    expect(spanOf(slots.values(), 79_000, now)).toEqual({ from: 79_000, to: 122_000 });
    expect(spanOf([], now, now)).toEqual({ from: now, to: now + 10_000 });
  });
});
