import { describe, expect, it } from 'vitest';
import type { SnapshotInput } from '../../model/snapshot.ts';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { forecastRun } from './forecast-run.ts';

const known = { dirtyMiBps: 5, workingSetMiB: 50, demand: { cpuMhz: 1000, memoryMiB: 4000 } };

const world: SnapshotInput = {
  hosts: [host('a'), host('b'), host('c')],
  vms: [vm('v', 'a', known), vm('w', 'a', known), vm('off', 'a', { state: 'stopped' }), vm('new', 'a')],
};

const move = (vmId: string, toHostId: string, kind: 'live' | 'quick' | 'offline' = 'live') => ({
  vmId,
  toHostId,
  kind,
  fromHostId: 'a',
});

describe('forecastRun', () => {
  it('forecasts each move and the whole run from what the hosts report', () => {
    const moves = [move('v', 'b'), move('w', 'c'), move('off', 'b', 'offline')];
    const forecast = forecastRun(snapshotOf(world), policyOf(), moves);
    expect(forecast.moves.map(({ basis }) => basis)).toEqual(['assumed', 'assumed', 'assumed']);
    const [first, second, last] = forecast.moves;
    expect(first?.converges).toBe(true);
    // two moves share the 10 Gbit/s of one host
    expect(first?.bandwidthMiBps).toBeGreaterThan(500);
    expect(first?.bandwidthMiBps).toBeLessThan(650);
    expect(last).toMatchObject({ transferredMiB: 0, downtimeMs: 0, seconds: 2 });
    expect(last?.startSeconds).toBeGreaterThan(0); // the first two moves use both slots of the host
    expect(forecast.seconds).toBeGreaterThan((last?.startSeconds ?? 0) + 2);
    expect(forecast.transferredMiB).toBeCloseTo(
      (first?.transferredMiB ?? 0) + (second?.transferredMiB ?? 0),
      6,
    );
  });

  it('counts local disks that go with a VM, also with one that is off', () => {
    const blocks = ['live' as const, 'offline' as const];
    const takenDisks = [{ kind: 'local-disk' as const, name: 'scsi1', blocks, diskMiB: 10_000 }];
    const moves = [move('v', 'b'), move('off', 'c', 'offline')];
    const withDisks = {
      ...world,
      vms: world.vms.map((each) => (each.id === 'v' || each.id === 'off' ? { ...each, takenDisks } : each)),
    };
    const plain = forecastRun(snapshotOf(world), policyOf(), moves);
    const disks = forecastRun(snapshotOf(withDisks), policyOf(), moves);
    expect(disks.transferredMiB).toBeCloseTo(plain.transferredMiB + 20_000, 6);
    for (const [i, each] of disks.moves.entries()) {
      expect(each.transferredMiB).toBeCloseTo((plain.moves[i]?.transferredMiB ?? 0) + 10_000, 6);
      expect(each.seconds).toBeGreaterThan((plain.moves[i]?.seconds ?? 0) + 5);
    }
  });

  it('uses values learned from past migrations between the hosts, and reports them as learned unless the VM is unknown', () => {
    const links = [{ fromHostId: 'a', toHostId: 'b', bandwidthMiBps: 100, fixedSeconds: 3, handOverMs: 80 }];
    const taught = snapshotOf({ ...world, links: [...links, { bandwidthMiBps: 500 }] });
    const bases = ['b', 'c'].map((to) => forecastRun(taught, policyOf(), [move('v', to)]).moves[0]?.basis);
    expect(bases).toEqual(['learned', 'cluster']);
    expect(forecastRun(taught, policyOf(), [move('new', 'b')]).moves[0]?.basis).toBe('assumed');
    const [slow] = forecastRun(taught, policyOf(), [move('v', 'b')]).moves;
    expect(slow?.seconds).toBeGreaterThan(4000 / 100 + 3);
    expect(slow?.seconds).toBeLessThan(4000 / 80 + 3);
  });

  it('respects the cap and the target pause of the policy', () => {
    const capped = forecastRun(snapshotOf(world), policyOf({ bandwidthCapMiBps: 50 }), [move('v', 'b')]);
    expect(capped.seconds).toBeGreaterThan(4000 / 50);
    const strict = { bandwidthCapMiBps: 4, targetPauseMs: 10 };
    expect(forecastRun(snapshotOf(world), policyOf(strict), [move('v', 'b')]).moves[0]?.converges).toBe(
      false,
    );
  });

  it('respects the target pause that a VM has itself', () => {
    const own = { ...world, vms: world.vms.map((each) => ({ ...each, targetPauseMs: 10 })) };
    const [usual, strict] = [world, own].map(
      (of) => forecastRun(snapshotOf(of), policyOf(), [move('v', 'b')]).moves[0],
    );
    expect(strict?.downtimeMs).toBeLessThan(usual?.downtimeMs ?? 0);
  });

  it('ignores what is not in the snapshot', () => {
    const forecast = forecastRun(snapshotOf(world), policyOf(), [move('gone', 'b')]);
    expect(forecast.moves[0]).toMatchObject({ basis: 'assumed', transferredMiB: 0 });
  });
});
