import { describe, expect, it } from 'vitest';
import {
  isInProgress,
  isOver,
  PatchPhase,
  PatchState,
  patchTransitions,
  phaseTransitions,
} from './patch-run.ts';

const reachable = <State extends string>(
  table: Readonly<Record<State, readonly State[]>>,
  from: State,
): Set<State> => {
  const seen = new Set<State>([from]);
  for (const state of seen) for (const next of table[state]) seen.add(next);
  return seen;
};

describe('the phases of a host', () => {
  it('can all be reached from waiting, and each leads to an end', () => {
    expect([...reachable(phaseTransitions, 'waiting')].sort()).toEqual([...PatchPhase.options].sort());
    for (const phase of PatchPhase.options)
      expect([...reachable(phaseTransitions, phase)].some(isOver), phase).toBe(true);
  });

  it('lead to a step only from maintenance mode, and to the end only through it', () => {
    const leadingTo = (to: PatchPhase) =>
      PatchPhase.options.filter((phase) => phaseTransitions[phase].includes(to));
    expect(leadingTo('starting')).toEqual(['ready']);
    expect(leadingTo('stepping')).toEqual(['ready', 'starting']);
    expect(leadingTo('done')).toEqual(['returning', 'confirming', 'refilling']);
  });

  it('can fail and be left out as long as they are not over', () => {
    for (const phase of PatchPhase.options.filter((each) => !isOver(each) && each !== 'failed'))
      expect(phaseTransitions[phase]).toEqual(expect.arrayContaining(['failed', 'skipped']));
    expect(isInProgress('waiting') || isInProgress('failed') || isInProgress('done')).toBe(false);
  });
});

describe('the states of a run', () => {
  it('can all be reached, and a stopped one does not end as if nothing had happened', () => {
    expect([...reachable(patchTransitions, 'running')].sort()).toEqual([...PatchState.options].sort());
    expect(patchTransitions.stopped).toEqual(['running', 'cancelled']);
  });
});
