import { expect, it } from 'vitest';
import { judgeReplay } from './replay-rows.ts';

const strategy = (name: string, overloadedHostMinutes: number, movesBackWithinHour = 0) => ({
  name,
  overloadedHostMinutes,
  moves: 10,
  movedGiB: 40,
  movesBackWithinHour,
});
const result = (...strategies: ReturnType<typeof strategy>[]) => ({
  date: '2026-11-23',
  command: 'npm run bench -- replay',
  days: [{ day: '20110303', strategies }],
});

it('reaches the target without moves back and with fewer overloaded minutes than all other strategies', () => {
  const found = judgeReplay(result(strategy('ballast', 30), strategy('hbal', 60), strategy('none', 300)));
  expect(found.verdict).toBe('aim');
  expect(found.measured).toContain('30 overloaded host-minutes, best peer 60');
});

it('passes if another strategy has fewer overloaded minutes, and misses if a VM moved back', () => {
  expect(judgeReplay(result(strategy('ballast', 60), strategy('hbal', 30))).verdict).toBe('pass');
  expect(judgeReplay(result(strategy('ballast', 30, 1), strategy('hbal', 60))).verdict).toBe('MISS');
});

it('measures nothing without our own figures', () => {
  expect(judgeReplay(result(strategy('hbal', 60))).verdict).toBe('none');
});
