import { expect, it } from 'vitest';
import type { PatchHostRow } from '../../db/patch-runs.ts';
import { phaseBars } from './phase-bars.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000);
const none = {
  evacuatingAt: null,
  readyAt: null,
  steppingAt: null,
  returningAt: null,
  returnedAt: null,
  refillingAt: null,
  finishedAt: null,
};
const host = (times: Partial<typeof none> | Record<string, Date>) => ({ ...none, ...times }) as PatchHostRow;
const seen = (row: PatchHostRow) =>
  phaseBars(row, at(100)).map(({ kind, from, to }) => [kind, (Number(to) - Number(from)) / 1000]);

it('a part lasts until the next one begins, and the last one until now or the end', () => {
  expect(seen(host({}))).toEqual([]);
  expect(seen(host({ evacuatingAt: at(0), readyAt: at(30), steppingAt: at(33) }))).toEqual([
    ['evacuate', 30],
    ['wait', 3],
    ['step', 67],
  ]);
  const whole = {
    evacuatingAt: at(0),
    readyAt: at(10),
    steppingAt: at(12),
    returningAt: at(40),
    returnedAt: at(60),
    refillingAt: at(63),
    finishedAt: at(80),
  };
  expect(seen(host(whole)).map(([kind]) => kind)).toEqual([
    'evacuate',
    'wait',
    'step',
    'return',
    'settle',
    'refill',
  ]);
  expect(seen(host(whole)).reduce((sum, [, seconds]) => sum + Number(seconds), 0)).toBe(80);
});

it('leaves out what took no time', () => {
  expect(seen(host({ evacuatingAt: at(0), readyAt: at(0), steppingAt: at(5), finishedAt: at(9) }))).toEqual([
    ['wait', 5],
    ['step', 4],
  ]);
});
