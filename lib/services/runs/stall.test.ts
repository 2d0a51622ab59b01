import { describe, expect, it } from 'vitest';
import type { StallAction } from '../../model/policy-fields.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Pace } from '../../model/watch-memory.ts';
import { judgePace, wasSilent } from './stall.ts';

const stuck = (seconds: number): Pace => ({
  round: 9,
  sumBytes: 900,
  leastBytes: 100,
  leastRound: 4,
  sentBytes: 850,
  leastAtMs: 100_000,
  atMs: 100_000 + seconds * 1000,
  sentAtMs: 100_000 + seconds * 1000,
});
const silent = (seconds: number): Pace => ({
  ...stuck(0),
  atMs: 100_000 + seconds * 1000,
  sentAtMs: 100_000,
});
const judge = (
  pace: Pace,
  onStall: StallAction,
  more: { kind?: MoveKind; completionForcedBy?: 'quick' | 'post-copy' } = {},
) => judgePace(pace, { kind: 'live', completionForcedBy: null, ...more, options: { onStall } }, 60).action;

describe('judgePace', () => {
  it.each([
    [59, 'quick', 'none'],
    [60, 'quick', 'quick'],
    [60, 'post-copy', 'post-copy'],
    [60, 'cancel', 'cancel'],
    [60, 'throttle', 'throttle'],
    [179, 'throttle', 'throttle'],
    [180, 'throttle', 'cancel'],
  ] as const)('stuck for %i s, by policy %s: %s', (seconds, onStall, action) => {
    expect(judge(stuck(seconds), onStall)).toBe(action);
  });

  it('does nothing about a copy that is already forced to complete, or that has no rounds', () => {
    expect(judge(stuck(600), 'quick', { completionForcedBy: 'quick' })).toBe('none');
    expect(judge(stuck(600), 'quick', { kind: 'quick' })).toBe('none');
  });

  it('never forces completion over a connection without traffic', () => {
    expect(judge(silent(60), 'post-copy')).toBe('cancel');
    expect(judge(silent(60), 'quick', { kind: 'quick' })).toBe('cancel');
    expect(judge(silent(59), 'post-copy')).toBe('none');
  });

  it('never cancels a move after the VM was handed over', () => {
    expect(judge(silent(600), 'post-copy', { completionForcedBy: 'post-copy' })).toBe('none');
  });
});

it.each([
  [silent(60), 'stalled', true],
  [stuck(60), 'stalled', false], // it sends, and its rest does not shrink
  [null, 'stalled', false],
  [silent(60), 'timed-out', false],
] as const)('tells a broken connection from a copy that does not converge', (pace, abortFor, expected) => {
  expect(wasSilent({ pace, abortFor })).toBe(expected);
});
