import { describe, expect, it } from 'vitest';
import { checkPlan } from '../check/check-plan.ts';
import { BallastError } from '../model/errors.ts';
import { planEvacuation } from './evacuate.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

describe('planEvacuation', () => {
  it('distributes the VMs, stopped ones included, over several hosts by projected load', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [
        ...Array.from({ length: 6 }, (_, i) => vm(`v${i}`, 'a')),
        vm('s', 'a', { state: 'stopped' }),
        vm('p', 'a', { state: 'paused' }),
      ],
    });
    const plan = planEvacuation(snapshot, policyOf(), 'a');
    expect(plan.complete).toBe(true);
    expect(plan.moves).toHaveLength(8);
    expect(plan.moves.find((move) => move.vmId === 's')?.kind).toBe('offline');
    expect(plan.moves.find((move) => move.vmId === 'p')?.kind).toBe('live');
    const running = plan.moves.filter((move) => move.vmId.startsWith('v'));
    expect(running.filter((move) => move.toHostId === 'b')).toHaveLength(3);
    expect(plan.after.spread).toBeLessThan(0.2);
  });

  it('excludes the evacuated host from the figures', () => {
    const snapshot = snapshotOf({ hosts: [host('a'), host('b')], vms: [vm('v', 'a'), vm('w', 'b')] });
    const plan = planEvacuation(snapshot, policyOf(), 'a');
    expect(plan.before).toEqual({ spread: 0, peak: 0.2, overloadedHosts: 0 });
    expect(plan.after).toEqual({ spread: 0, peak: 0.4, overloadedHosts: 0 });
  });

  it('moves VMs that are excluded, manual, in cool-down or of unknown demand, because a person requested it', () => {
    const snapshot = snapshotOf({
      takenAt: '2026-01-31T12:00:00Z',
      hosts: [host('a'), host('b')],
      vms: [
        vm('excluded', 'a', { automation: 'excluded' }),
        vm('manual', 'a', { automation: 'manual' }),
        vm('fresh', 'a', { lastMigratedAt: '2026-01-31T11:59:00Z' }),
        vm('unknown', 'a', { demand: {} }),
      ],
    });
    expect(planEvacuation(snapshot, policyOf(), 'a')).toMatchObject({ complete: true, rejections: [] });
  });

  it('makes room by moving another VM away before the one that needs the memory', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b'), host('c')],
      vms: [
        vm('big', 'a', { memoryMiB: 60_000 }),
        vm('b1', 'b', { memoryMiB: 40_000, name: 'web-1' }),
        vm('b2', 'b', { memoryMiB: 15_000 }),
        vm('c1', 'c', { memoryMiB: 70_000 }),
      ],
    });
    const plan = planEvacuation(snapshot, policyOf(), 'a');
    expect(plan.moves).toMatchObject([
      { vmId: 'b2', toHostId: 'c', wave: 1, reason: { code: 'make-room', facts: { forVm: 'big' } } },
      { vmId: 'big', toHostId: 'b', wave: 2, reason: { code: 'evacuate', facts: { host: 'a' } } },
    ]);
    expect(checkPlan(snapshot, plan, policyOf())).toEqual([]);
  });

  it('uses quick migration where a live one would not converge, and reports it', () => {
    const snapshot = snapshotOf({
      hosts: [host('a', { migrationMbps: 100 }), host('b')],
      vms: [vm('busy', 'a', { dirtyMiBps: 400, workingSetMiB: 8_000 })],
    });
    const plan = planEvacuation(snapshot, policyOf(), 'a');
    expect(plan.moves[0]).toMatchObject({ vmId: 'busy', kind: 'quick' });
    expect(plan.moves[0]?.predicted.downtimeMs).toBeGreaterThan(60_000);
    expect(plan.rejections).toMatchObject([{ vmId: 'busy', hostId: 'b', code: 'will-not-converge' }]);
  });

  it('names the VMs that cannot leave, with a reason for each host, and moves the others', () => {
    const snapshot = snapshotOf({
      hosts: [host('a'), host('b', { memoryMiB: 8_000 }), host('c', { state: 'maintenance' })],
      vms: [
        vm('fixed', 'a', { localDevices: ['gpu-0'] }),
        vm('wide', 'a'),
        vm('slim', 'a', { memoryMiB: 4_000 }),
      ],
    });
    const plan = planEvacuation(snapshot, policyOf(), 'a');
    expect(plan.complete).toBe(false);
    expect(plan.moves.map((move) => move.vmId)).toEqual(['slim']);
    expect(plan.rejections).toEqual([
      { vmId: 'fixed', code: 'no-host-left', facts: { hosts: 1 } },
      { vmId: 'fixed', hostId: 'b', code: 'local-device', facts: { device: 'gpu-0' } },
      { vmId: 'wide', code: 'no-host-left', facts: { hosts: 1 } },
      {
        vmId: 'wide',
        code: 'memory-in-pieces',
        facts: { needsMiB: 10_000, mostFreeMiB: 4_000, allFreeMiB: 4_000 },
      },
      { vmId: 'wide', hostId: 'b', code: 'no-memory', facts: { needsMiB: 10_000, freeMiB: 4_000 } },
    ]);
  });

  it('moves nothing off a host that is offline', () => {
    const snapshot = snapshotOf({
      hosts: [host('a', { state: 'offline' }), host('b')],
      vms: [vm('v', 'a')],
    });
    expect(planEvacuation(snapshot, policyOf(), 'a')).toMatchObject({
      moves: [],
      complete: false,
      rejections: [{ vmId: 'v', hostId: 'a', code: 'host-not-online', facts: { state: 'offline' } }],
    });
  });

  it('completes the evacuation of a draining host', () => {
    const snapshot = snapshotOf({
      hosts: [host('a', { state: 'draining' }), host('b')],
      vms: [vm('v', 'a')],
    });
    expect(planEvacuation(snapshot, policyOf(), 'a')).toMatchObject({
      complete: true,
      moves: [{ vmId: 'v' }],
    });
  });

  it('is complete immediately for an empty host', () => {
    const snapshot = snapshotOf({ hosts: [host('a'), host('b')], vms: [] });
    expect(planEvacuation(snapshot, policyOf(), 'a')).toMatchObject({
      complete: true,
      moves: [],
      rejections: [],
    });
  });

  it('throws for an unknown host', () => {
    const snapshot = snapshotOf({ hosts: [host('a')], vms: [] });
    expect(() => planEvacuation(snapshot, policyOf(), 'z')).toThrow(BallastError);
  });
});
