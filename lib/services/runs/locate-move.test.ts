import { describe, expect, it } from 'vitest';
import type { PlacementState } from '../../model/ports.ts';
import { outcomeOf } from './finish-run.ts';
import { judgePlacement } from './locate-move.ts';

const cases: [
  source: PlacementState,
  destination: PlacementState,
  hasFailedAtSource: boolean,
  outcome: string,
][] = [
  ['absent', 'running', false, 'done'],
  ['stopped', 'running', false, 'done'],
  ['absent', 'paused', false, 'done'],
  ['absent', 'stopped', false, 'done'],
  ['running', 'absent', false, 'stayed'],
  ['running', 'stopped', true, 'stayed'],
  ['stopped', 'absent', true, 'stayed'],
  ['running', 'incoming', false, 'wait'],
  ['absent', 'incoming', false, 'wait'],
  ['incoming', 'running', false, 'wait'], // post-copy: the source still holds memory that is to follow
  ['incoming', 'stopped', true, 'wait'], // post-copy: the hypervisor process of the destination died
  ['running', 'running', false, 'two-copies'],
  ['running', 'paused', false, 'two-copies'],
  ['absent', 'absent', false, 'vm-gone'],
  ['unreachable', 'running', false, 'unreadable'],
  ['unreachable', 'absent', true, 'unreadable'],
  ['absent', 'unreachable', true, 'unreadable'],
  ['running', 'unreachable', false, 'unreadable'],
  ['running', 'unreachable', true, 'stayed'], // the source reports that the job failed, and runs the VM
];

describe('judgePlacement', () => {
  it.each(cases)(
    'source %s, destination %s, failed at source %s: %s',
    (source, destination, hasFailedAtSource, outcome) => {
      expect(judgePlacement(source, destination, hasFailedAtSource)).toBe(outcome);
    },
  );
});

describe('outcomeOf', () => {
  const move = (state: string, code: string | null = null) => ({ state, code });

  it('is not a failure if a VM was already there or is gone', () => {
    expect(
      outcomeOf([move('done'), move('skipped', 'already-there'), move('skipped', 'vm-gone')], false, 0),
    ).toBe('succeeded');
  });

  it('is partly done if some moves were made', () => {
    expect(outcomeOf([move('done'), move('failed', 'destination-lost')], false, 0)).toBe('partly');
    expect(outcomeOf([move('done'), move('skipped', 'no-memory')], false, 0)).toBe('partly');
  });

  it('is failed if no move was made', () => {
    expect(outcomeOf([move('failed', 'migration-failed')], false, 0)).toBe('failed');
  });

  it('is cancelled if a person stopped it before the end', () => {
    expect(outcomeOf([move('done'), move('cancelled', 'cancelled')], true, 0)).toBe('cancelled');
    expect(outcomeOf([move('done')], true, 0)).toBe('succeeded');
  });

  it('is not a success if VMs are left on the host to be emptied', () => {
    expect(outcomeOf([move('done')], false, 1)).toBe('partly');
    expect(outcomeOf([], false, 1)).toBe('failed');
  });
});
