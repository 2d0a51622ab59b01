import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { isLost, surviveEachFailure, surviveFailure } from './survive-failure.ts';

const LIMIT_MIB = 10;

/** Hosts of 10 MiB with VMs of these sizes. */
const clusterOf = (sizes: readonly (readonly number[])[]) =>
  snapshotOf({
    hosts: sizes.map((_, h) => host(`h${h}`, { memoryMiB: LIMIT_MIB })),
    vms: sizes.flatMap((own, h) => own.map((memoryMiB, i) => vm(`v${h}${i}`, `h${h}`, { memoryMiB }))),
  });

/** By trying all placements of the first host's VMs. */
function fits(sizes: readonly (readonly number[])[]): boolean {
  const [first = [], ...others] = sizes;
  const free = others.map((own) => LIMIT_MIB - own.reduce((sum, size) => sum + size, 0));
  const place = (i: number): boolean => {
    const size = first[i];
    if (size === undefined) return true;
    return free.some((mib, h) => {
      if (mib < size) return false;
      free[h] = mib - size;
      const isPlaced = place(i + 1);
      free[h] = mib;
      return isPlaced;
    });
  };
  return place(0);
}

const hostSizes = fc
  .array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 })
  .filter((sizes) => sizes.reduce((sum, size) => sum + size, 0) <= LIMIT_MIB);
const clusters = fc.array(hostSizes, { minLength: 2, maxLength: 5 });

describe('the failure of a host', () => {
  it('is survived where all its VMs can start on the others, and nowhere else', () => {
    fc.assert(
      fc.property(clusters, (sizes) => {
        const { verdict, starts, leftIds } = surviveFailure(clusterOf(sizes), policyOf(), ['h0']);
        expect(verdict).toBe(fits(sizes) ? 'found' : 'no-place');
        expect(starts.length + leftIds.length).toBe(sizes[0]?.length);
        expect(leftIds.length === 0).toBe(verdict === 'found');
      }),
    );
  });

  it('puts no more on a host than it can hold', () => {
    fc.assert(
      fc.property(clusters, (sizes) => {
        const { starts } = surviveFailure(clusterOf(sizes), policyOf(), ['h0']);
        const held = sizes.map((own, h) => {
          const come = starts.filter(({ toHostId }) => toHostId === `h${h}`);
          const sizeOf = (id: string) => sizes[0]?.[Number(id.slice(2))] ?? Number.NaN;
          return [...own, ...come.map(({ vmId }) => sizeOf(vmId))].reduce((sum, size) => sum + size, 0);
        });
        expect(Math.max(...held)).toBeLessThanOrEqual(LIMIT_MIB);
      }),
    );
  });

  it('is judged without moving the VMs of other hosts, although that would free memory', () => {
    const outcome = surviveFailure(clusterOf([[4], [4, 4], [4, 4]]), policyOf(), ['h0']);
    expect(outcome).toMatchObject({ verdict: 'no-place', leftIds: ['v00'] });
    expect(outcome.rejections).toContainEqual(
      expect.objectContaining({ vmId: 'v00', hostId: 'h1', code: 'no-memory' }),
    );
  });

  it('needs no memory for VMs that are stopped, but for paused ones', () => {
    const of = (state: 'stopped' | 'paused') =>
      surviveFailure(
        snapshotOf({ hosts: [host('h0'), host('h1')], vms: [vm('v0', 'h0', { state, memoryMiB: 101_000 })] }),
        policyOf(),
        ['h0'],
      ).verdict;
    expect(of('stopped')).toBe('found');
    expect(of('paused')).toBe('no-place');
  });

  it('is not survived by a VM whose disk is on it, and says so', () => {
    const blocks = ['live', 'quick', 'offline'] as const;
    const ties = [{ kind: 'local-disk' as const, name: '/var/db.img', blocks: [...blocks] }];
    const tied = snapshotOf({ hosts: [host('h0'), host('h1')], vms: [vm('v0', 'h0', { ties })] });
    const outcome = surviveFailure(tied, policyOf(), ['h0']);
    const { verdict, rejections } = outcome;
    expect(verdict).toBe('no-place');
    expect(isLost(outcome)).toBe(false);
    expect(rejections).toContainEqual(expect.objectContaining({ hostId: 'h1', code: 'local-disk' }));
  });

  it('is not stopped by what forbids only migrations', () => {
    const ties = [
      { kind: 'host-device' as const, name: 'vfio', blocks: ['live' as const, 'quick' as const] },
    ];
    const vms = [vm('v0', 'h0', { ties, managedBy: 'nova', dirtyMiBps: 1e6, workingSetMiB: 9000 })];
    const refusals = [{ vmId: 'v0', toHostId: 'h1', code: 'destination-lost' }];
    const snapshot = snapshotOf({ hosts: [host('h0'), host('h1')], vms, refusals });
    expect(surviveFailure(snapshot, policyOf(), ['h0']).verdict).toBe('found');
  });

  it('keeps must rules, also with those that are running', () => {
    const rules = [{ id: 'r', kind: 'apart' as const, vmIds: ['v0', 'v1'] }];
    const of = (hosts: string[]) =>
      surviveFailure(
        snapshotOf({
          hosts: hosts.map((id) => host(id)),
          vms: [vm('v0', 'h0'), vm('v1', 'h1')],
          rules,
        }),
        policyOf(),
        ['h0'],
      );
    expect(of(['h0', 'h1']).verdict).toBe('no-place');
    expect(of(['h0', 'h1', 'h2']).starts).toEqual([{ vmId: 'v0', toHostId: 'h2' }]);
  });

  it('allows more VMs of a rule in each rack if a rack has lost its only host', () => {
    const rack = (id: string, name: string) => host(id, { rack: name });
    const vms = ['h0', 'h1', 'h2'].map((id) => vm(`v-${id}`, id));
    const rules = [{ id: 'r', kind: 'spreadRacks' as const, vmIds: vms.map(({ id }) => id) }];
    const hosts = [rack('h0', 'a'), rack('h1', 'b'), rack('h2', 'c')];
    const outcomes = surviveEachFailure(snapshotOf({ hosts, vms, rules }), policyOf());
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['found', 'found', 'found']);
  });

  it('of two hosts at once needs free memory for both', () => {
    const sizes = [[6], [6], [4], [4]];
    expect(surviveFailure(clusterOf(sizes), policyOf(), ['h0', 'h1']).verdict).toBe('found');
    expect(surviveFailure(clusterOf([[7], [6], [4], [4]]), policyOf(), ['h0', 'h1']).verdict).toBe(
      'no-place',
    );
  });

  it('is an error for a host that does not exist', () => {
    expect(() => surviveFailure(clusterOf([[1]]), policyOf(), ['h9'])).toThrow(/h9/);
  });
});

describe('the failure of each host', () => {
  it('gives for each the same as alone', () => {
    fc.assert(
      fc.property(clusters, (sizes) => {
        const snapshot = clusterOf(sizes);
        for (const outcome of surviveEachFailure(snapshot, policyOf()))
          expect(outcome).toEqual(surviveFailure(snapshot, policyOf(), outcome.hostIds));
      }),
    );
  });

  it('leaves out hosts on which nothing runs', () => {
    expect(surviveEachFailure(clusterOf([[], [3], []]), policyOf()).map(({ hostIds }) => hostIds)).toEqual([
      ['h1'],
    ]);
  });
});
