import { describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import { planBalance } from './balance.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const codes = (plan: Plan) => plan.moves.map((move) => move.reason.code);
const moved = (plan: Plan) => plan.moves.map((move) => move.vmId);

describe('planBalance', () => {
  it('relieves an overloaded host by moving the VM with the least memory to copy', () => {
    const snapshot = snapshotOf({
      hosts: [host('a', { name: 'kvm-01' }), host('b')],
      vms: [
        vm('big', 'a', { memoryMiB: 40_000, demand: { cpuMhz: 4_500 } }),
        vm('small', 'a', { memoryMiB: 2_000, demand: { cpuMhz: 1_500 } }),
        vm('idle', 'a', { memoryMiB: 1_000, demand: { cpuMhz: 100 } }),
        vm('rest', 'a', { memoryMiB: 30_000, demand: { cpuMhz: 3_000 } }),
      ],
    });
    const plan = planBalance(snapshot, policyOf({ maxMoves: 1 }));
    expect(moved(plan)).toEqual(['small']);
    expect(plan.moves[0]?.reason).toEqual({
      code: 'cpu-overload',
      facts: {
        host: 'kvm-01',
        nowPercent: 91,
        thresholdPercent: 80,
        sourceAfterPercent: 76,
        destinationAfterPercent: 15,
      },
    });
    expect(plan).toMatchObject({
      complete: true,
      before: { overloadedHosts: 1 },
      after: { overloadedHosts: 0 },
    });
    expect(plan.rejections[0]).toEqual({ code: 'max-moves', facts: { maxMoves: 1 } });
  });

  it('moves several VMs where one is not enough', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: Array.from({ length: 10 }, (_, i) =>
        vm(`v${i}`, 'a', { memoryMiB: 5_000, demand: { cpuMhz: 980 } }),
      ),
    });
    const plan = planBalance(snapshot, policyOf({ aggressiveness: 1 }));
    expect(plan.after.overloadedHosts).toBe(0);
    expect(codes(plan).slice(0, 2)).toEqual(['cpu-overload', 'cpu-overload']);
  });

  it('moves nothing on a balanced cluster and gives the reason', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b')],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan.moves).toEqual([]);
    expect(plan.rejections[0]).toEqual({ code: 'balanced', facts: {} });
  });

  it('makes no move below the minimum gain and reports the possible gain', () => {
    const input = {
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'a', { demand: { cpuMhz: 100 }, memoryMiB: 200 }), vm('x', 'b')],
    };
    const plan = planBalance(snapshotOf(input), policyOf({ aggressiveness: 1 }));
    expect(plan.moves).toEqual([]);
    expect(planBalance(snapshotOf(input), policyOf({ objective: 'spread', minGain: 0.05 })).moves).toEqual(
      [],
    );
  });

  it('exchanges VMs where no single move improves the balance', () => {
    // The CPU of one host and the memory of the other are full. Any single move makes one of the two worse.
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [
        ...Array.from({ length: 6 }, (_, i) =>
          vm(`c${i}`, 'a', { memoryMiB: 10_000, demand: { cpuMhz: 1_200 } }),
        ),
        ...Array.from({ length: 6 }, (_, i) =>
          vm(`m${i}`, 'b', { memoryMiB: 14_000, demand: { cpuMhz: 600 } }),
        ),
      ],
    });
    const plan = planBalance(snapshot, policyOf({ objective: 'spread', minGain: 0, maxMoves: null }));
    expect(plan.after.spread).toBeLessThan(plan.before.spread / 10);
    expect(new Set(plan.moves.map((move) => move.fromHostId)).size).toBe(2);
  });

  it('raises no host above its threshold', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a', { demand: { cpuMhz: 8_500 } }), vm('w', 'b', { demand: { cpuMhz: 1_000 } })],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan).toMatchObject({ moves: [], complete: false });
    expect(plan.rejections).toContainEqual({
      hostId: 'a',
      code: 'over-threshold',
      facts: { resource: 'cpu', afterPercent: 85, thresholdPercent: 80 },
    });
  });

  it('does not move a VM that is excluded, unknown, in cool-down or does not converge, and gives the reason for each', () => {
    const snapshot = snapshotOf({
      takenAt: '2026-01-31T12:00:00Z',
      hosts: [host('a', { migrationMbps: 1000 }), host('b')],
      vms: [
        vm('excluded', 'a', { automation: 'excluded', demand: { cpuMhz: 3_000 } }),
        vm('fresh', 'a', { lastMigratedAt: '2026-01-31T11:59:00Z', demand: { cpuMhz: 3_000 } }),
        vm('busy', 'a', { dirtyMiBps: 500, workingSetMiB: 9_000, demand: { cpuMhz: 2_500 } }),
        vm('unknown', 'a', { demand: {} }),
      ],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan.moves).toEqual([]);
    expect(Object.fromEntries(plan.rejections.filter((r) => r.vmId).map((r) => [r.vmId, r.code]))).toEqual({
      excluded: 'excluded',
      fresh: 'cool-down',
      busy: 'will-not-converge',
      unknown: 'unknown-demand',
    });
  });

  it('moves nothing to the host of a VM with unknown demand', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [
        vm('u', 'b', { demand: {} }),
        vm('v', 'a', { demand: { cpuMhz: 5_000 } }),
        vm('w', 'a', { demand: { cpuMhz: 4_000 } }),
      ],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan.moves).toEqual([]);
    expect(plan.rejections).toContainEqual({
      hostId: 'b',
      code: 'host-demand-unknown',
      facts: { otherVm: 'u' },
    });
  });

  it('repairs a broken rule with the fewest moves, regardless of the gain', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('v', 'a'), vm('w', 'a'), vm('x', 'b'), vm('y', 'c')],
      rules: [{ id: 'r', name: 'pair', kind: 'apart', vmIds: ['v', 'w'] }],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan.moves).toHaveLength(1);
    expect(plan.moves[0]?.reason).toEqual({ code: 'repair-rule', facts: { rule: 'pair' } });
  });

  it('repairs a rule where another VM must make room first', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [
        vm('v', 'a', { memoryMiB: 45_000 }),
        vm('v2', 'a', { memoryMiB: 45_000 }),
        vm('w', 'b', { memoryMiB: 44_000 }),
        vm('small', 'b', { memoryMiB: 9_000 }),
        vm('x', 'c', { memoryMiB: 75_000 }),
      ],
      rules: [{ id: 'r', name: 'licence', kind: 'onHosts', vmIds: ['v'], hostIds: ['b'] }],
    });
    const plan = planBalance(snapshot, policyOf({ aggressiveness: 1 }));
    expect(plan.moves.slice(0, 2)).toMatchObject([
      { vmId: 'small', reason: { code: 'make-room', facts: { forVm: 'v' } } },
      { vmId: 'v', toHostId: 'b', reason: { code: 'repair-rule' } },
    ]);
  });

  it('brings separated VMs together on the host that needs the fewest moves', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b'), vm('x', 'b')],
      rules: [{ id: 'r', kind: 'together', vmIds: ['v', 'w', 'x'] }],
    });
    expect(planBalance(snapshot, policyOf({ aggressiveness: 1 })).moves).toMatchObject([
      { vmId: 'v', toHostId: 'b' },
    ]);
  });

  it('moves VMs that must stay together in one wave', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [
        vm('v', 'a', { demand: { cpuMhz: 2_000 } }),
        vm('w', 'a', { demand: { cpuMhz: 2_000 } }),
        vm('x', 'a', { demand: { cpuMhz: 5_000 }, localDevices: ['gpu-0'] }),
      ],
      rules: [{ id: 'r', kind: 'together', vmIds: ['v', 'w'] }],
    });
    const plan = planBalance(snapshot, policyOf());
    expect(plan.moves).toMatchObject([
      { vmId: 'v', toHostId: 'b', wave: 1 },
      { vmId: 'w', toHostId: 'b', wave: 1 },
    ]);
  });

  it('gives VMs that move together the same reason and divides their gain among them', () => {
    const pair = { id: 'pair', kind: 'together' as const, vmIds: ['v', 'w'] };
    const licence = { id: 'licence', kind: 'onHosts' as const, vmIds: ['v'], hostIds: ['b'] };
    const input = { hosts: [host('a'), host('b')], vms: [vm('v', 'a'), vm('w', 'a')] };
    const repaired = planBalance(snapshotOf({ ...input, rules: [pair, licence] }), policyOf());
    expect(repaired.moves.map(({ reason }) => reason)).toEqual([
      { code: 'repair-rule', facts: { rule: 'licence' } },
      { code: 'repair-rule', facts: { rule: 'licence' } },
    ]);
    const four = ['v', 'w', 'x', 'y'].map((id) => vm(id, 'a'));
    const policy = policyOf({ aggressiveness: 5 });
    const gains = planBalance(snapshotOf({ ...input, vms: four, rules: [pair] }), policy).moves.map(
      ({ reason }) => reason.facts.gain,
    );
    // x (d - x) of CPU and of memory for two VMs: .2 x .2 each
    expect(gains).toEqual([0.02, 0.02]);
  });

  it('names rules that contradict each other and does not loop', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b')],
      rules: [
        { id: 'r1', name: 'pair', kind: 'together', vmIds: ['v', 'w'] },
        { id: 'r2', name: 'spare', kind: 'apart', vmIds: ['v', 'w'] },
      ],
    });
    expect(planBalance(snapshot, policyOf()).rejections).toContainEqual(
      expect.objectContaining({ code: 'rules-contradict', facts: { rule: 'pair', otherRule: 'spare' } }),
    );
  });

  it('weighs a should rule against the gain and breaks it for a greater gain', () => {
    const input = (cpuMhz: number) =>
      snapshotOf({
        hosts: [host('a'), host('b')],
        vms: [
          vm('v', 'a', { demand: { cpuMhz } }),
          vm('w', 'a', { localDevices: ['gpu-0'], demand: { cpuMhz } }),
        ],
        rules: [{ id: 'r', kind: 'onHosts', mode: 'should', vmIds: ['v'], hostIds: ['a'] }],
      });
    const policy = policyOf({ objective: 'spread', minGain: 0, maxMoves: null });
    expect(planBalance(input(4_000), policy).moves).toHaveLength(1);
    const slight = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [
        vm('v', 'a', { memoryMiB: 500, demand: { cpuMhz: 50 } }),
        vm('w', 'a', { localDevices: ['gpu-0'] }),
        vm('x', 'b'),
      ],
      rules: [{ id: 'r', kind: 'onHosts', mode: 'should', vmIds: ['v'], hostIds: ['a'] }],
    });
    expect(planBalance(slight, policy).moves.map((move) => move.vmId)).not.toContain('v');
  });

  it('lowers the peak with no more moves than necessary', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [
        vm('v', 'a', { demand: { cpuMhz: 3_000 } }),
        vm('w', 'a', { demand: { cpuMhz: 3_000 } }),
        vm('x', 'b', { demand: { cpuMhz: 2_000 } }),
        vm('y', 'c', { demand: { cpuMhz: 100 } }),
      ],
    });
    const plan = planBalance(snapshot, policyOf({ objective: 'peak', minGain: 0.02, maxMoves: null }));
    expect(plan.moves).toMatchObject([{ fromHostId: 'a', toHostId: 'c' }]);
    expect(plan.after.peak).toBeLessThan(plan.before.peak);
  });

  it('plans nothing for an empty cluster or a single host', () => {
    expect(planBalance(snapshotOf({ hosts: [], vms: [] }), policyOf())).toMatchObject({
      moves: [],
      complete: true,
    });
    const single = snapshotOf({ hosts: [host('a')], vms: [vm('v', 'a', { demand: { cpuMhz: 9_500 } })] });
    expect(planBalance(single, policyOf())).toMatchObject({ moves: [], complete: false });
  });
});
