import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../check/check-plan.ts';
import { present } from '../model/present.ts';
import { planBalance } from './balance.ts';
import { tieAgainst } from './constraints/ties.ts';
import { planEvacuation, planEvacuationOf } from './evacuate.ts';
import { figures } from './figures.ts';
import { planMigration } from './migrate.ts';
import { rateHosts } from './rate-hosts.ts';
import { carriedOut } from './testing/carried-out.ts';
import { anyPolicy, anySnapshot, reversed } from './testing/snapshots.ts';

/** In wall-clock time, on a machine that may be busy. */
const patience = { timeout: 120_000 };

const runs = { numRuns: 300, seed: 20260131 };

describe('planBalance, for any cluster', patience, () => {
  it('makes plans in which the independent check finds no fault', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
        expect(checkPlan(snapshot, planBalance(snapshot, policy), policy)).toEqual([]);
      }),
      runs,
    );
  });

  it('gives the same result for the same input in any order', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
        const plan = JSON.stringify(planBalance(snapshot, policy));
        expect(JSON.stringify(planBalance(structuredClone(snapshot), policy))).toBe(plan);
        expect(JSON.stringify(planBalance(reversed(snapshot), policy))).toBe(plan);
      }),
      runs,
    );
  });

  it('never makes the figure of its objective worse, except to repair a rule or relieve a host', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
        const plan = planBalance(snapshot, policy);
        expect(plan.after.overloadedHosts).toBeLessThanOrEqual(
          plan.before.overloadedHosts +
            plan.moves.filter((move) => move.reason.code === 'repair-rule').length,
        );
        if (policy.objective === 'relieve' || policy.balanceBy !== 'use') return;
        if (plan.moves.some((move) => move.reason.code === 'repair-rule')) return;
        expect(plan.after[policy.objective]).toBeLessThanOrEqual(plan.before[policy.objective] + 1e-9);
      }),
      runs,
    );
  });

  it('respects the limit of moves, and says why nothing is done', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
        const plan = planBalance(snapshot, policy);
        const moved = new Set(plan.moves.map((move) => move.vmId));
        if (policy.maxMoves !== null) expect(plan.moves.length).toBeLessThanOrEqual(policy.maxMoves);
        expect(plan.moves.length).toBeLessThanOrEqual(2 * moved.size);
        if (plan.moves.length === 0) {
          expect(['balanced', 'gain-too-small', 'max-moves', 'no-memory']).toContain(
            plan.rejections[0]?.code,
          );
        }
        for (const vm of snapshot.vms) {
          const isNamed = plan.rejections.some((rejection) => rejection.vmId === vm.id);
          expect(isNamed || moved.has(vm.id)).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('planEvacuation, for any cluster', patience, () => {
  it('makes plans in which the independent check finds no fault, and names every VM that stays', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, fc.nat(), (snapshot, policy, n) => {
        const hostId = present(snapshot.hosts[n % snapshot.hosts.length]?.id, 'host');
        const plan = planEvacuation(snapshot, policy, hostId);
        expect(checkPlan(snapshot, plan, policy)).toEqual([]);
        const left = carriedOut(snapshot, plan.moves).vms.filter((vm) => vm.hostId === hostId);
        expect(plan.complete).toBe(left.length === 0);
        for (const vm of left) {
          expect(plan.rejections.some((rejection) => rejection.vmId === vm.id)).toBe(true);
        }
        expect(JSON.stringify(planEvacuation(reversed(snapshot), policy, hostId))).toBe(JSON.stringify(plan));
      }),
      runs,
    );
  });
});

describe('planEvacuationOf, for any cluster and several hosts', patience, () => {
  it('makes plans in which the independent check finds no fault, moves nothing to those hosts, and names every VM that stays', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, fc.nat(), fc.nat(), (snapshot, policy, n, m) => {
        const { hosts } = snapshot;
        const picked = [hosts[n % hosts.length]?.id, hosts[m % hosts.length]?.id, hosts[0]?.id];
        const hostIds = [...new Set(picked.map((id) => present(id, 'host')))];
        const plan = planEvacuationOf(snapshot, policy, hostIds);
        expect(checkPlan(snapshot, plan, policy, hostIds)).toEqual([]);
        expect(plan.moves.filter(({ toHostId }) => hostIds.includes(toHostId))).toEqual([]);
        const left = carriedOut(snapshot, plan.moves).vms.filter((vm) => hostIds.includes(vm.hostId));
        expect(plan.complete).toBe(left.length === 0);
        for (const vm of left) {
          expect(plan.rejections.some((rejection) => rejection.vmId === vm.id)).toBe(true);
        }
        const again = planEvacuationOf(reversed(snapshot), policy, hostIds.toReversed());
        expect(JSON.stringify(again)).toBe(JSON.stringify(plan));
      }),
      runs,
    );
  });
});

describe('planMigration and rateHosts, for any cluster', patience, () => {
  it('agree with each other and with the independent check', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, fc.nat(), (snapshot, policy, n) => {
        const vm = snapshot.vms[n % Math.max(1, snapshot.vms.length)];
        if (!vm) return;
        for (const rating of rateHosts(snapshot, policy, vm.id)) {
          const plan = planMigration(snapshot, policy, {
            vmId: vm.id,
            toHostId: rating.hostId,
            kind: tieAgainst(vm, 'quick') ? 'live' : 'quick',
          });
          expect(plan.moves.length).toBe(rating.stars > 0 ? 1 : 0);
          expect(rating.rejection === null).toBe(rating.stars > 0);
          expect(rating.stars).toBeLessThanOrEqual(5);
          if (plan.moves.length > 0) expect(checkPlan(snapshot, plan, policy)).toEqual([]);
          else expect(plan.after).toEqual(figures(snapshot, policy));
        }
      }),
      runs,
    );
  });
});
