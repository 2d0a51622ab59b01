import { describe, expect, it } from 'vitest';
import { chooseMoves } from './choose-moves.ts';

const move = (vm: string, code: 'cpu-overload' | 'even-load' | 'make-room') => ({
  vm,
  reason: { code, facts: {} },
});
const moves = [move('room', 'make-room'), move('relief', 'cpu-overload'), move('even', 'even-load')];
const needed = [[], [0], []];
const free = { needed, left: null, whyBarred: () => null };
const names = (chosen: { moves: { vm: string }[] }) => chosen.moves.map(({ vm }) => vm);

describe('automation takes of a suggestion', () => {
  it('everything in mode automatic, and in mode urgent the relief with what it needs', () => {
    expect(names(chooseMoves(moves, { ...free, mode: 'automatic' }))).toEqual(['room', 'relief', 'even']);
    expect(names(chooseMoves(moves, { ...free, mode: 'urgent' }))).toEqual(['room', 'relief']);
    expect(chooseMoves(moves.slice(2), { ...free, needed: [[]], mode: 'urgent' })).toEqual({
      moves: [],
      none: 'none-urgent',
    });
  });

  it('no more than the hour allows, and nothing without what it needs', () => {
    const within = (left: number) => chooseMoves(moves, { ...free, mode: 'automatic', left });
    expect(names(within(2))).toEqual(['room', 'relief']);
    expect(names(within(1))).toEqual(['room']);
    expect(within(0)).toEqual({ moves: [], none: 'hour-used' });
    expect(names(chooseMoves(moves, { ...free, mode: 'urgent', left: 1 }))).toEqual([]);
  });

  it('nothing that is barred, nor what needs it', () => {
    const whyBarred = ({ vm }: { vm: string }) => (vm === 'room' ? ('dismissed-before' as const) : null);
    expect(names(chooseMoves(moves, { ...free, mode: 'automatic', whyBarred }))).toEqual(['even']);
    expect(chooseMoves(moves, { ...free, mode: 'urgent', whyBarred }).none).toBe('dismissed-before');
  });
});
