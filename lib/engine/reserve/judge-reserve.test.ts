import { describe, expect, it } from 'vitest';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { judgeReserve } from './judge-reserve.ts';
import { surviveEachFailure } from './survive-failure.ts';
import { waysBack } from './ways-back.ts';

type State = 'online' | 'maintenance' | 'draining' | 'offline';

/** Hosts of 100 GB with VMs of these percentages. */
const clusterOf = (sizes: readonly (readonly number[])[], states: readonly State[] = []) =>
  snapshotOf({
    hosts: sizes.map((_, h) => host(`h${h}`, { state: states[h] ?? 'online' })),
    vms: sizes.flatMap((own, h) =>
      own.map((percent, i) => vm(`v${h}${i}`, `h${h}`, { memoryMiB: percent * 1000 })),
    ),
  });
const survive = (failuresToSurvive: number) => policyOf({ failuresToSurvive });

describe('the cluster reserve', () => {
  it('is over-committed if one of the failures leaves a VM without a host', () => {
    const judged = judgeReserve(clusterOf([[50], [60], [30]]), survive(1));
    expect(judged).toMatchObject({ state: 'kept', more: 1, lost: [] });
    const over = judgeReserve(clusterOf([[50], [60], [60]]), survive(1));
    expect(over.state).toBe('over-committed');
    expect(over.lost.map(({ hostIds }) => hostIds)).toEqual([['h0'], ['h1'], ['h2']]);
  });

  it('counts memory in pieces: a sum would say that it fits', () => {
    expect(judgeReserve(clusterOf([[50], [60], [60], [60]]), survive(1)).state).toBe('over-committed');
  });

  it('leaves out VMs that are bound to their host, and still finds a host for all others', () => {
    const ties = [{ kind: 'tpm' as const, name: 'tpm', blocks: ['live', 'quick', 'offline'] as const }];
    const snapshot = clusterOf([[20, 50], [60], [30]]);
    const vms = snapshot.vms.map((each) =>
      each.id === 'v00' ? { ...each, ties: ties.map((tie) => ({ ...tie, blocks: [...tie.blocks] })) } : each,
    );
    expect(judgeReserve({ ...snapshot, vms }, survive(1)).state).toBe('kept');
    const [first] = surviveEachFailure({ ...snapshot, vms }, survive(1));
    expect(first).toMatchObject({ verdict: 'no-place', leftIds: ['v00'], boundIds: ['v00'] });
    expect(first?.starts).toEqual([{ vmId: 'v01', toHostId: 'h2' }]);
  });

  it('is in use while as many hosts are away, and off where the policy asks for none', () => {
    const away = judgeReserve(clusterOf([[50], [], [90]], ['online', 'maintenance']), survive(1));
    expect(away).toMatchObject({ state: 'in-use', more: 0, awayIds: ['h1'] });
    expect(judgeReserve(clusterOf([[90], [90]]), survive(0)).state).toBe('off');
  });

  it('survives any two hosts at once, not only one after the other', () => {
    expect(judgeReserve(clusterOf([[40], [40], [20], [20]]), survive(2)).state).toBe('kept');
    const over = judgeReserve(clusterOf([[50], [50], [50], [60]]), survive(2));
    expect(over.state).toBe('over-committed');
    expect(over.lost[0]?.hostIds).toHaveLength(2);
    const one = judgeReserve(
      clusterOf([[40], [40], [20], []], ['online', 'online', 'online', 'draining']),
      survive(2),
    );
    expect(one).toMatchObject({ state: 'kept', more: 1 });
  });

  it('searches the pairs of the fullest hosts if there are too many, and counts the rest', () => {
    const many = clusterOf(Array.from({ length: 70 }, () => [1]));
    expect(judgeReserve(many, survive(2))).toMatchObject({ state: 'kept', unchecked: (70 * 69) / 2 - 2100 });
  });
});

describe('what brings it back', () => {
  it('is moves in their order, where some make a place', () => {
    // nothing could take the 60 of h0: with the 20 of h1 elsewhere, h1 could
    const snapshot = clusterOf([[60], [25, 20], [45]]);
    expect(judgeReserve(snapshot, survive(1)).state).toBe('over-committed');
    const { moves } = waysBack(snapshot, survive(1));
    const places = new Map(moves?.map(({ vmId, toHostId }) => [vmId, toHostId]));
    expect(places.size).toBeGreaterThan(0);
    const vms = snapshot.vms.map((each) => ({ ...each, hostId: places.get(each.id) ?? each.hostId }));
    expect(judgeReserve({ ...snapshot, vms }, survive(1)).state).toBe('kept');
  });

  it('is one more host, or several', () => {
    expect(waysBack(clusterOf([[60], [60]]), survive(1))).toEqual({
      moves: null,
      hosts: { like: 'h0', count: 1 },
    });
    expect(waysBack(clusterOf([[90], [90]]), survive(2)).hosts).toMatchObject({ count: 2 });
  });
});
