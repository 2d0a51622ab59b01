import { describe, expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot } from '../model/snapshot.ts';
import { planSteadily } from './plan-steadily.ts';

const policy = Policy.parse({});

/** Hosts of 10 GHz with enough memory for everything. VMs are [host, MHz now, usual MHz]. */
function cluster(vms: readonly (readonly [host: string, now: number | undefined, usual: number])[]) {
  const hostIds = ['h1', 'h2', 'h3'];
  return {
    snapshot: Snapshot.parse({
      takenAt: '2026-11-23T12:00:00Z',
      hosts: hostIds.map((id) => ({ id, cpuMhz: 10_000, memoryMiB: 65_536 })),
      vms: vms.map(([hostId, cpuMhz], index) => ({
        id: `v${index}`,
        hostId,
        memoryMiB: 1024,
        demand: { cpuMhz },
      })),
    }),
    usual: new Map(vms.map(([, , mhz], index) => [`v${index}`, mhz])),
  };
}

describe('planSteadily', () => {
  it('moves nothing when loads are only temporarily uneven', () => {
    const { snapshot, usual } = cluster([
      ['h1', 3500, 2000],
      ['h1', 3000, 1000],
      ['h2', 500, 2000],
      ['h2', 400, 1000],
      ['h3', 300, 2000],
      ['h3', 300, 1000],
    ]);
    expect(planSteadily(snapshot, usual, policy).plan.moves).toEqual([]);
  });

  it('balances loads that are usually uneven, whatever they are now', () => {
    const { snapshot, usual } = cluster([
      ['h1', 1000, 3000],
      ['h1', 1000, 3000],
      ['h2', 2000, 100],
    ]);
    const { plan, snapshot: planned } = planSteadily(snapshot, usual, policy);
    expect(plan.moves.map(({ reason }) => reason.code)).toEqual(['even-load']);
    expect(planned.vms.map((vm) => vm.demand.cpuMhz)).toEqual([3000, 3000, 100]);
  });

  it('relieves a host that is overloaded now, and postpones the balancing', () => {
    const { snapshot, usual } = cluster([
      ['h1', 4500, 100],
      ['h1', 4500, 100],
      ['h2', 3000, 100],
      ['h2', 3000, 100],
    ]);
    const { plan, snapshot: planned } = planSteadily(snapshot, usual, policy);
    expect(plan.moves.map(({ reason }) => reason.code)).toEqual(['cpu-overload']);
    expect(plan.complete).toBe(true);
    expect(planned).toBe(snapshot);
  });

  it('relieves a lasting overload and balances loads in one plan', () => {
    const { snapshot, usual } = cluster([
      ['h1', 5000, 4500],
      ['h1', 2000, 2500],
      ['h1', 2000, 2500],
    ]);
    const { plan, snapshot: planned } = planSteadily(snapshot, usual, policy);
    expect(plan.moves).toHaveLength(2);
    expect(planned.vms.map((vm) => vm.demand.cpuMhz)).toEqual([4500, 2500, 2500]);
  });

  it('reports an overload that it cannot relieve when there is nothing else to do', () => {
    const { snapshot, usual } = cluster([['h1', 9500, 100]]);
    const { plan } = planSteadily(snapshot, usual, policy);
    expect(plan.moves).toEqual([]);
    expect(plan.before.overloadedHosts).toBe(1);
  });

  it('keeps an unknown demand unknown, and uses the current demand where the usual one is unknown', () => {
    const { snapshot } = cluster([
      ['h1', undefined, 0],
      ['h1', 2000, 0],
    ]);
    const planned = planSteadily(snapshot, new Map([['v0', 500]]), policy).snapshot;
    expect(planned.vms.map((vm) => vm.demand.cpuMhz)).toEqual([undefined, 2000]);
  });

  it('relieves a host before it is expected to be overloaded, and says when that would be', () => {
    const { snapshot, usual } = cluster([
      ['h1', 2500, 2500],
      ['h1', 2500, 2500],
      ['h2', 2000, 2000],
      ['h3', 2000, 2000],
    ]);
    const at = '2026-11-23T12:15:00.000Z';
    const mhz = new Map([
      ['v0', 4600],
      ['v1', 4600],
    ]);
    const expected = { mhz, at: new Map([['h1', at]]) };
    const { plan, snapshot: planned } = planSteadily(snapshot, usual, policy, expected);
    expect(plan.moves[0]).toMatchObject({ fromHostId: 'h1', reason: { code: 'expected-overload' } });
    expect(plan.complete).toBe(true);
    expect(plan.moves[0]?.reason.facts).toMatchObject({
      host: 'h1',
      atMs: Date.parse(at),
      expectedPercent: 92,
      sourceAfterPercent: 46,
    });
    expect(planned.hosts.map(({ expectedAt }) => expectedAt)).toEqual([at, undefined, undefined]);
    expect(planSteadily(snapshot, usual, policy).plan.moves).toEqual([]);
  });

  it('does not call a host that is overloaded already expected to be', () => {
    const { snapshot, usual } = cluster([
      ['h1', 4500, 4500],
      ['h1', 4500, 4500],
      ['h2', 1000, 1000],
    ]);
    const expected = { mhz: new Map([['v0', 4800]]), at: new Map([['h1', '2026-11-23T12:15:00.000Z']]) };
    const { plan } = planSteadily(snapshot, usual, policy, expected);
    expect(plan.moves.map(({ reason }) => reason.code)).toEqual(['cpu-overload']);
  });
});
