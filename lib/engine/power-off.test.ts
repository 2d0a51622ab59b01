import { describe, expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot } from '../model/snapshot.ts';
import { hostLoads } from './figures.ts';
import { planPowerOff } from './power-off.ts';
import { carriedOut } from './testing/carried-out.ts';

const policy = Policy.parse({});
const GIB = 1024;

/** Hosts of 10 GHz and 64 GiB; VMs are [host, MHz, GiB, more]. */
const cluster = (hosts: number, vms: readonly (readonly [number, number, number, object?])[]) =>
  Snapshot.parse({
    hosts: Array.from({ length: hosts }, (_, i) => ({ id: `h${i}`, cpuMhz: 10_000, memoryMiB: 64 * GIB })),
    vms: vms.map(([host, cpuMhz, gib, more], i) => ({
      id: `v${i}`,
      hostId: `h${host}`,
      memoryMiB: gib * GIB,
      demand: { cpuMhz },
      ...more,
    })),
  });

const reasons = (snapshot: Snapshot) =>
  Object.fromEntries(planPowerOff(snapshot, policy).stays.map(({ hostId, reason }) => [hostId, reason]));

describe('switching hosts off', () => {
  it('empties the least used hosts onto the others, and leaves one that any host could be emptied to', () => {
    const idle = cluster(
      5,
      [0, 1, 2, 3, 4].map((host) => [host, 1000, 4 + host] as const),
    );
    const { hostIds, moves, loads } = planPowerOff(idle, policy);
    expect(hostIds).toEqual(['h0', 'h1', 'h2']);
    const after = carriedOut(idle, moves);
    expect(after.vms.every(({ hostId }) => !hostIds.includes(hostId))).toBe(true);
    expect(loads.map(({ hostId }) => hostId)).toEqual(['h3', 'h4']);
    expect(moves.map(({ vmId }) => vmId).toSorted()).toEqual(['v0', 'v1', 'v2']); // each once: none to a host that is emptied next
    expect(hostLoads(after).every(({ cpu }) => cpu <= 0.8)).toBe(true);
  });

  it('keeps every host below its thresholds at the greatest demand', () => {
    const busy = cluster(
      4,
      [0, 1, 2, 3].flatMap((host) => new Array(3).fill([host, 1500, 2] as const)),
    );
    expect(planPowerOff(busy, policy).hostIds).toHaveLength(1); // two would leave 9 GHz on each of the others
    const busier = cluster(
      3,
      [0, 1, 2].map((host) => [host, 6000, 4] as const),
    );
    expect(reasons(busier)).toEqual({
      h0: 'others-overloaded',
      h1: 'others-overloaded',
      h2: 'others-overloaded',
    });
  });

  it('keeps spare memory for one more host', () => {
    const full = cluster(
      4,
      [0, 1, 2, 3].map((host) => [host, 100, 28] as const),
    );
    const { hostIds, stays } = planPowerOff(full, policy);
    expect(hostIds).toHaveLength(1);
    expect(stays.map(({ reason }) => reason)).toEqual(['no-spare-host', 'no-spare-host', 'no-spare-host']);
  });

  it('leaves hosts on whose VMs cannot move or are excluded', () => {
    const held = cluster(4, [
      [0, 100, 1, { automation: 'excluded' }],
      [1, 100, 2, { localDevices: ['pci-0'] }],
      [2, 100, 3],
      [3, 100, 4],
    ]);
    expect(reasons(held)).toMatchObject({ h0: 'excluded-vm', h1: 'cannot-be-emptied' });
    // h1 is not the measure of spare memory: nothing can empty it
    expect(planPowerOff(held, policy).hostIds).toEqual(['h2', 'h3']);
  });

  it('switches nothing off in a cluster of two', () => {
    expect(planPowerOff(cluster(2, []), policy)).toMatchObject({ hostIds: [], moves: [] });
  });
});
