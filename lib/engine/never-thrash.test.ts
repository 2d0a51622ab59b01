import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import { Policy } from '../model/policy.ts';
import { Snapshot } from '../model/snapshot.ts';
import { planBalance } from './balance.ts';

const STEP_MS = 5 * 60_000;
const DAY_STEPS = 288;
const MIDNIGHT = Date.UTC(2026, 0, 31);
const policy = Policy.parse({});

interface Arrival {
  from: string;
  to: string;
  atMs: number;
}

/** In whole percent of a host of 10,000 MHz and 100,000 MiB. */
const anyCluster = fc.record({
  hosts: fc.integer({ min: 2, max: 5 }),
  vms: fc.array(
    fc.record({
      at: fc.nat(),
      memory: fc.integer({ min: 1, max: 12 }),
      cpu: fc.integer({ min: 1, max: 30 }),
      restlessness: fc.constantFrom(0, 1, 1, 2, 5), // the largest change of its demand in one step
    }),
    { minLength: 2, maxLength: 14 },
  ),
  walk: fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
});

/** A cluster in which the demand of VMs changes at random, and which is balanced every five minutes. */
class Day {
  snapshot: Snapshot;
  readonly arrivals = new Map<string, Arrival[]>();
  plans = 0;
  private nowMs = MIDNIGHT;
  private found = '';

  constructor(
    { hosts, vms }: { hosts: number; vms: { at: number; memory: number; cpu: number }[] },
    private readonly drift: (vm: number) => number,
  ) {
    this.snapshot = Snapshot.parse({
      takenAt: this.time(),
      hosts: Array.from({ length: hosts }, (_, i) => ({
        id: `h${i}`,
        cpuMhz: 10_000,
        memoryMiB: 100_000,
        migrationMbps: 10_000,
      })),
      vms: vms.map(({ at, memory, cpu }, i) => ({
        id: `v${i}`,
        hostId: `h${at % hosts}`,
        memoryMiB: memory * 1000,
        demand: { cpuMhz: cpu * 100 },
      })),
    });
  }

  /** Advances by five minutes. Null if no move was found in two rounds in a row, as a hold of two rounds requires. */
  step(): Plan | null {
    this.nowMs += STEP_MS;
    this.snapshot = {
      ...this.snapshot,
      takenAt: this.time(),
      vms: this.snapshot.vms.map((vm, i) => {
        const cpuMhz = Math.min(5000, Math.max(50, (vm.demand.cpuMhz ?? 0) + 100 * this.drift(i)));
        return { ...vm, demand: { ...vm.demand, cpuMhz } };
      }),
    };
    const plan = planBalance(this.snapshot, policy);
    this.plans++;
    const found = JSON.stringify(plan.moves.map(({ vmId, toHostId }) => [vmId, toHostId]));
    const isHeld = plan.moves.length === 0 || found !== this.found;
    this.found = found;
    return isHeld ? null : plan;
  }

  carryOut(plan: Plan): void {
    const ends = new Map(plan.moves.map(({ vmId, toHostId }) => [vmId, toHostId]));
    for (const vm of this.snapshot.vms) {
      const to = ends.get(vm.id);
      if (to === undefined) continue;
      const known = this.arrivals.get(vm.id) ?? [];
      this.arrivals.set(vm.id, [...known, { from: vm.hostId, to, atMs: this.nowMs }]);
    }
    this.snapshot = {
      ...this.snapshot,
      vms: this.snapshot.vms.map((vm) => {
        const to = ends.get(vm.id);
        return to === undefined ? vm : { ...vm, hostId: to, lastMigratedAt: this.time() };
      }),
    };
  }

  private time(): string {
    return new Date(this.nowMs).toISOString();
  }
}

const runs = { numRuns: 40, seed: 20260131 };

/** In wall-clock time, on a machine that may be busy. */
const patience = { timeout: 120_000 };

describe('a day of balancing', patience, () => {
  it('moves no VM twice within the cool-down, and finds no move right after a plan', () => {
    let [plans, moves] = [0, 0];
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        const day = new Day(cluster, (vm) => {
          const { value = 0 } = cluster.walk.next();
          return value * (cluster.vms[vm]?.restlessness ?? 0);
        });
        for (let step = 0; step < DAY_STEPS; step++) {
          const plan = day.step();
          if (!plan) continue;
          day.carryOut(plan);
          expect(planBalance(day.snapshot, policy).moves).toEqual([]);
        }
        for (const history of day.arrivals.values()) {
          moves += history.length;
          for (const [i, { atMs }] of history.slice(1).entries()) {
            expect(atMs - (history[i]?.atMs ?? 0)).toBeGreaterThanOrEqual(policy.coolDownSeconds * 1000);
          }
        }
        plans += day.plans;
      }),
      runs,
    );
    expect(plans).toBe(runs.numRuns * DAY_STEPS);
    expect(moves).toBeGreaterThan(0);
  });

  it('becomes stable when the demand does, and stays stable after the cool-downs have ended', () => {
    fc.assert(
      fc.property(anyCluster, (cluster) => {
        const day = new Day(cluster, () => 0);
        let lastMoveStep = 0;
        for (let step = 0; step < DAY_STEPS / 4; step++) {
          const plan = day.step();
          if (!plan) continue;
          day.carryOut(plan);
          lastMoveStep = step;
        }
        expect(lastMoveStep).toBeLessThan(3);
      }),
      { ...runs, numRuns: 100 },
    );
  });
});
