import { expect, it } from 'vitest';
import { isHeldByPause, type PausableRun } from './held-by-pause.ts';

const step: PausableRun['steps'][number] = {
  vmId: 'a',
  order: 'shutDown',
  state: 'ordered',
  startsAgain: true,
};
const paused = (...steps: PausableRun['steps']) => ({ pausedAt: new Date(0), steps });

it.each([
  ['of a run that is not paused', { pausedAt: null, steps: [] }, false],
  ['of a paused run', paused(), true],
  ['whose guest was asked to shut down for it', paused(step), false],
  ['whose guest has shut down for it', paused({ ...step, state: 'done' }), false],
  ['whose guest was not asked yet', paused({ ...step, state: 'pending' }), true],
  ['whose guest did not shut down', paused({ ...step, state: 'failed' }), true],
  ['beside the shut-down of another VM', paused({ ...step, vmId: 'b' }), true],
])('a move %s', (_, run, isHeld) => {
  expect(isHeldByPause(run, { vmId: 'a' })).toBe(isHeld);
});
