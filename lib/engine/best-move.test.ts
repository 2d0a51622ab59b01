import { describe, expect, it } from 'vitest';
import { planBalance } from './balance.ts';
import { bestMove } from './best-move.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const hosts = [host('h1'), host('h2')];

describe('the best move that was left out', () => {
  it('gains too little, and names the aggressiveness that would make it', () => {
    const snapshot = snapshotOf({
      hosts,
      vms: [...['a', 'b', 'c'].map((id) => vm(id, 'h1')), vm('d', 'h2')],
    });
    const policy = policyOf({ aggressiveness: 1 });
    expect(planBalance(snapshot, policy).moves).toEqual([]);
    const best = bestMove(snapshot, policy);
    expect(best).toMatchObject({ fromHostId: 'h1', toHostId: 'h2', why: { code: 'gain-too-small' } });
    const level = best?.aggressiveness ?? 0;
    expect(planBalance(snapshot, policyOf({ aggressiveness: level })).moves).not.toEqual([]);
    expect(planBalance(snapshot, policyOf({ aggressiveness: level - 1 })).moves).toEqual([]);
  });

  it.each([
    ['manual', { automation: 'manual' }],
    ['excluded', { automation: 'excluded' }],
    ['cool-down', { lastMigratedAt: '2026-01-31T11:50:00Z' }],
  ] as const)('is one that only its VM holds back: %s', (code, held) => {
    const snapshot = snapshotOf({
      takenAt: '2026-01-31T12:00:00Z',
      hosts,
      vms: [
        vm('a', 'h1', { demand: { cpuMhz: 4000 }, ...held }),
        vm('b', 'h1', { demand: { cpuMhz: 4000 }, ...held }),
      ],
    });
    expect(planBalance(snapshot, policyOf()).moves).toEqual([]);
    expect(bestMove(snapshot, policyOf())).toMatchObject({ why: { code }, aggressiveness: null });
  });

  it('breaks a threshold if all others do', () => {
    const snapshot = snapshotOf({
      hosts,
      vms: [
        vm('a', 'h1', { demand: { cpuMhz: 9000 } }),
        vm('b', 'h2', { demand: { cpuMhz: 1000 } }),
        vm('c', 'h1'),
      ],
    });
    const policy = policyOf({ cpuThresholdPercent: 15 });
    expect(planBalance(snapshot, policy).moves).toEqual([]);
    expect(bestMove(snapshot, policy)).toMatchObject({
      vmId: 'c', // the other one would only make h2 the fuller one
      toHostId: 'h2',
      why: { code: 'over-threshold', facts: { resource: 'cpu', thresholdPercent: 15 } },
    });
  });

  it('does not exist in an even cluster, or for a VM that cannot move', () => {
    const even = snapshotOf({ hosts, vms: [vm('a', 'h1'), vm('b', 'h2')] });
    expect(bestMove(even, policyOf())).toBeNull();
    const tied = { localDevices: ['gpu'], demand: { cpuMhz: 4000 } };
    const stuck = snapshotOf({ hosts, vms: [vm('a', 'h1', tied), vm('b', 'h1', tied)] });
    expect(bestMove(stuck, policyOf())).toBeNull();
  });
});
