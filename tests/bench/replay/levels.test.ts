import { expect, it } from 'vitest';
import type { DayResult } from './day-result.ts';
import { levelLines } from './levels.ts';

const result = (strategy: string, overloadedHostMinutes: number, moves: number): DayResult => ({
  strategy,
  overloadedHostMinutes,
  unseenHostMinutes: 3,
  copyingHostMinutes: 2,
  starvedVmMinutes: 1,
  spread: 0.1,
  overloadedByHour: [],
  moves,
  movedMiB: moves * 1024,
  movesBack: 0,
  limitsBroken: 0,
  refused: 0,
  decisions: 1,
  cpuSeconds: 1,
});
const day = (name: string, ...results: DayResult[]) => ({
  day: name,
  size: { hosts: 2, vms: 4 },
  vms: 4,
  results,
});

it('adds up the days of each mode and level, and leaves out peers and the engine alone', () => {
  const played = [
    day('a', result('threshold', 99, 9), result('ballast', 20, 4), result('ballast-level-5', 10, 8)),
    day('a', result('ballast-urgent', 7, 1), result('ballast-urgent-level-2', 9, 1)),
    day('b', result('ballast-engine', 99, 9), result('ballast', 10, 2), result('ballast-level-5', 8, 6)),
  ];
  expect(levelLines(played)).toEqual([
    ['automatic', '3', '30', '10', '2', '6', '6', '0'],
    ['automatic', '5', '18', '10', '2', '14', '14', '0'],
    ['urgent', '2', '9', '5', '1', '1', '1', '0'],
    ['urgent', '3', '7', '5', '1', '1', '1', '0'],
  ]);
  expect(levelLines([day('a', result('ballast', 20, 4))])).toEqual([]);
});
