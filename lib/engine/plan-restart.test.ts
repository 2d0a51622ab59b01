import { describe, expect, it } from 'vitest';
import { findRestartHost } from './find-restart-host.ts';
import { planRestart } from './plan-restart.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const GB = 1000;

/** Hosts of 100 GB: h0 is dead, with VMs of these sizes in GB; the others have VMs of theirs. */
const clusterOf = (dead: Record<string, number>, others: readonly number[][], more: object = {}) =>
  snapshotOf({
    hosts: [host('h0', { state: 'offline' }), ...others.map((_, i) => host(`h${i + 1}`))],
    vms: [
      ...Object.entries(dead).map(([id, gb]) => vm(id, 'h0', { memoryMiB: gb * GB })),
      ...others.flatMap((own, i) => own.map((gb, j) => vm(`o${i}${j}`, `h${i + 1}`, { memoryMiB: gb * GB }))),
    ],
    ...more,
  });

const plan = (
  snapshot: ReturnType<typeof clusterOf>,
  priorities: Record<string, 'first' | 'normal' | 'last' | 'never'> = {},
  lockedIds: ReadonlySet<string> = new Set(),
) =>
  planRestart(snapshot, policyOf(), {
    hostId: 'h0',
    priorities: new Map(Object.entries(priorities)),
    lockedIds,
  });

const startsOf = ({ moves }: ReturnType<typeof plan>) =>
  Object.fromEntries(moves.map(({ vmId, toHostId }) => [vmId, toHostId]));

describe('the restart plan of a dead host', () => {
  it('starts all VMs where they fit, those of a higher priority first', () => {
    const made = plan(clusterOf({ a: 30, b: 30, c: 30 }, [[40], [60]]), { c: 'first', a: 'last' });
    expect(made).toMatchObject({ complete: true, rejections: [] });
    expect(made.moves.map(({ vmId, wave, kind }) => [vmId, wave, kind])).toEqual([
      ['c', 1, 'restart'],
      ['b', 2, 'restart'],
      ['a', 3, 'restart'],
    ]);
    expect(made.moves[0]?.reason).toEqual({ code: 'host-dead', facts: { host: 'h0' } });
  });

  it('packs all of them together first: an urgent VM does not take the only place of another', () => {
    // only h1 holds `large`; placed by itself, `urgent` would fit on both
    const made = plan(clusterOf({ urgent: 20, large: 90 }, [[5], [80]]), { urgent: 'first' });
    expect(startsOf(made)).toEqual({ urgent: 'h2', large: 'h1' });
  });

  it('gives up the less urgent ones where not all fit, each with why', () => {
    const made = plan(clusterOf({ a: 50, b: 60 }, [[30]]), { a: 'last', b: 'first' });
    expect(startsOf(made)).toEqual({ b: 'h1' });
    expect(made.complete).toBe(false);
    expect(made.rejections).toContainEqual(expect.objectContaining({ vmId: 'a', code: 'no-host-left' }));
  });

  it('leaves out VMs that are stopped, locked, managed by another, tied to the host, or never to be restarted', () => {
    const snapshot = clusterOf({ a: 1, off: 1, locked: 1, managed: 1, tied: 1, never: 1 }, [[10]]);
    const ties = [{ kind: 'local-disk' as const, name: '/x', blocks: ['live', 'quick', 'offline'] as const }];
    const vms = snapshot.vms.map((each) => ({
      ...each,
      ...(each.id === 'off' ? { state: 'stopped' as const } : {}),
      ...(each.id === 'managed' ? { managedBy: 'oVirt' } : {}),
      ...(each.id === 'tied' ? { ties: ties.map((tie) => ({ ...tie, blocks: [...tie.blocks] })) } : {}),
    }));
    const made = plan({ ...snapshot, vms }, { never: 'never' }, new Set(['locked']));
    expect(startsOf(made)).toEqual({ a: 'h1' });
    const codes = new Map(made.rejections.map(({ vmId, code }) => [`${vmId} ${code}`, true]));
    for (const key of ['locked vm-locked', 'managed managed-elsewhere', 'never never-restarted'])
      expect(codes.has(key)).toBe(true);
    expect(made.rejections.some(({ vmId }) => vmId === 'tied')).toBe(true);
    expect(made.rejections.some(({ vmId }) => vmId === 'off')).toBe(false);
  });

  it('keeps rules: VMs apart start on different hosts', () => {
    const rules = [
      { id: 'r', name: 'apart', kind: 'apart' as const, mode: 'must' as const, vmIds: ['a', 'b'] },
    ];
    const made = plan(clusterOf({ a: 10, b: 10 }, [[10], [10]], { rules }));
    expect(new Set(Object.values(startsOf(made))).size).toBe(2);
  });

  it('throws for a host that the snapshot does not have', () => {
    const asked = { hostId: 'h9', priorities: new Map() };
    expect(() => planRestart(clusterOf({}, [[1]]), policyOf(), asked)).toThrow(/h9/);
  });
});

describe('a host for one VM of a dead host', () => {
  const find = (others: readonly number[][], more: { avoid?: string; isElsewhereOpen?: boolean } = {}) =>
    findRestartHost(clusterOf({ a: 50, b: 60 }, others), policyOf(), {
      vmId: 'a',
      toHostId: 'h1',
      avoid: new Set(more.avoid === undefined ? [] : [more.avoid]),
      isElsewhereOpen: more.isElsewhereOpen ?? true,
    });

  it('is the wanted one if it fits there, without the other VMs of the dead host', () => {
    expect(find([[40], []])).toMatchObject({ move: { toHostId: 'h1', kind: 'restart', fromHostId: 'h0' } });
  });

  it('is the one with the most free memory if it does not, or was given up', () => {
    expect(find([[60], [30], [10]])).toMatchObject({ move: { toHostId: 'h3' } });
    expect(find([[10], [30]], { avoid: 'h1' })).toMatchObject({ move: { toHostId: 'h2' } });
  });

  it('is none, with why', () => {
    expect(find([[60], []], { isElsewhereOpen: false })).toMatchObject({ refusal: { code: 'no-memory' } });
    expect(find([[60], [70]])).toMatchObject({ refusal: { code: 'no-memory' } });
  });
});
