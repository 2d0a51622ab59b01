import { describe, expect, it } from 'vitest';
import { Policy } from '../../model/policy.ts';
import { Snapshot } from '../../model/snapshot.ts';
import { planEvacuation } from '../evacuate.ts';

/** One host with many VMs of 2, 4 or 6 GiB. Other hosts have this share of the memory that these need (after apache/cloudstack#12014). */
function crowd(vms: number, hosts: number, share: number): Snapshot {
  const sizes = Array.from({ length: vms }, (_, i) => 2048 * (1 + (i % 3)));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return Snapshot.parse({
    hosts: Array.from({ length: hosts + 1 }, (_, i) => ({
      id: `h${i}`,
      cpuMhz: 1_000_000,
      memoryMiB: i === 0 ? all : Math.ceil((all * share) / hosts),
    })),
    vms: sizes.map((memoryMiB, i) => ({ id: `v${i}`, hostId: 'h0', memoryMiB, demand: { cpuMhz: 100 } })),
  });
}

describe('a host with more VMs than the search can handle', () => {
  it.each([
    [200, 3],
    [1200, 8],
    [4000, 63],
  ])(
    'of which %i go to %i others that have free memory',
    (vms, hosts) => {
      const { complete, moves } = planEvacuation(crowd(vms, hosts, 1.1), Policy.parse({}), 'h0');
      expect([complete, moves.length]).toEqual([true, vms]);
    },
    60_000,
  );

  it.each([
    [400, 1],
    [1200, 8],
  ])(
    'of which not all %i fit on %i others: most are moved, and the rest is named with the reason',
    (vms, hosts) => {
      const snapshot = crowd(vms, hosts, 0.9);
      const { complete, moves, rejections } = planEvacuation(snapshot, Policy.parse({}), 'h0');
      expect(complete).toBe(false);
      expect(moves.length).toBeGreaterThan(0.9 * vms);
      const moved = new Set(moves.map(({ vmId }) => vmId));
      const left = snapshot.vms.filter(({ id }) => !moved.has(id));
      for (const { id } of left) {
        const code = rejections.find(({ vmId }) => vmId === id)?.code;
        expect(['no-host-left', 'not-found-in-budget']).toContain(code);
      }
    },
    60_000,
  );
});
