import { expect, it } from 'vitest';
import { withDependents, withNeeded } from './dependent-moves.ts';

/** 2 needs 1, which needs 0; 3 stands alone. */
const needed = [[], [0], [1], []];

it('a move is chosen with all that it needs', () => {
  expect(withNeeded(needed, [2])).toEqual([0, 1, 2]);
  expect(withNeeded(needed, [3, 1])).toEqual([0, 1, 3]);
});

it('a move is left out with all that need it', () => {
  expect(withDependents(needed, 0)).toEqual([0, 1, 2]);
  expect(withDependents(needed, 2)).toEqual([2]);
});
