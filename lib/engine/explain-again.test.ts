import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBalance } from './balance.ts';
import { explainAgain } from './explain-again.ts';
import { anyPolicy, anySnapshot, host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const overloaded = snapshotOf({
  hosts: [host('h1'), host('h2')],
  vms: [...Array(9).keys()].map((i) => vm(`v${i}`, 'h1')).concat(vm('w', 'h2')),
});
const policy = policyOf({ cpuThresholdPercent: 70, memoryThresholdPercent: 100 });

describe('explainAgain', () => {
  it('gives the same reasons as the plan on the snapshot that the plan was made from', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (snapshot, anyOf) => {
        const { moves } = planBalance(snapshot, anyOf, { budget: 500 });
        expect(explainAgain(snapshot, anyOf, moves)).toEqual(moves);
      }),
      { numRuns: 300, seed: 20260131 },
    );
  });

  it('reports loads in the order of the moves, whatever the order in which they were found', () => {
    const { moves } = planBalance(overloaded, policy);
    expect(moves.length).toBeGreaterThan(1);
    const shown = explainAgain(overloaded, policy, moves.toReversed()).map(({ reason }) => reason.facts);
    expect(shown).toEqual(moves.map(({ reason }) => reason.facts));
  });

  it('no longer reports an overload that has passed, and keeps moves that a rule required', () => {
    const { moves } = planBalance(overloaded, policy);
    const passed = policyOf({ cpuThresholdPercent: 95, memoryThresholdPercent: 100 });
    const [first, ...others] = moves;
    if (!first) throw new Error('no move');
    const ruled = { ...first, reason: { code: 'repair-rule' as const, facts: { rule: 'pair' } } };
    expect(explainAgain(overloaded, passed, [ruled, ...others]).map(({ reason }) => reason.code)).toEqual([
      'repair-rule',
      ...others.map(() => 'even-load'),
    ]);
  });
});
