import { describe, expect, it } from 'vitest';
import { planMigration } from './migrate.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const snapshot = snapshotOf({
  hosts: [host('a'), host('b', { migrationMbps: 100 }), host('c')],
  vms: [
    vm('v', 'a', { dirtyMiBps: 200, workingSetMiB: 5_000 }),
    vm('stopped', 'a', { state: 'stopped' }),
    vm('t1', 'a'),
    vm('t2', 'a'),
    vm('loaded', 'c', { demand: { cpuMhz: 7_500 } }),
  ],
  rules: [{ id: 'r', kind: 'together', vmIds: ['t1', 't2'] }],
});
const ask = (vmId: string, toHostId: string, kind?: 'live' | 'quick') =>
  planMigration(snapshot, policyOf(), { vmId, toHostId, kind });

describe('planMigration', () => {
  it('plans the one move that was requested', () => {
    expect(ask('v', 'c', 'quick').moves).toMatchObject([
      { vmId: 'v', fromHostId: 'a', toHostId: 'c', kind: 'quick', wave: 1, reason: { code: 'requested' } },
    ]);
  });

  it('moves a stopped VM offline', () => {
    expect(ask('stopped', 'b').moves[0]?.kind).toBe('offline');
  });

  it('refuses a live migration that would not converge, and does not choose a quick one by itself', () => {
    expect(ask('v', 'b')).toMatchObject({
      moves: [],
      complete: false,
      rejections: [{ vmId: 'v', hostId: 'b', code: 'will-not-converge' }],
    });
    expect(ask('v', 'b', 'quick').moves).toHaveLength(1);
  });

  it('refuses to separate VMs that must stay together', () => {
    expect(ask('t1', 'b').rejections).toMatchObject([{ code: 'keep-together', facts: { otherVm: 't2' } }]);
  });

  it('warns of an exceeded threshold and plans the move anyway', () => {
    const plan = ask('stopped', 'c');
    expect(plan.rejections).toEqual([]);
    const loaded = planMigration(snapshot, policyOf(), { vmId: 'loaded', toHostId: 'a' });
    expect(loaded.moves).toHaveLength(1);
    expect(loaded.rejections).toMatchObject([{ code: 'over-threshold' }]);
  });

  it('reports that the VM is already at the destination', () => {
    expect(ask('v', 'a').rejections).toMatchObject([{ code: 'same-host' }]);
  });

  it('throws for unknown ids', () => {
    expect(() => ask('nobody', 'a')).toThrow('no VM');
    expect(() => ask('v', 'nowhere')).toThrow('no host');
  });
});
