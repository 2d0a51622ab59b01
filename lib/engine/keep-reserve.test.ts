import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planEvacuation } from './evacuate.ts';
import { keepReserveEmptying } from './keep-reserve.ts';
import { planSteadily } from './plan-steadily.ts';
import { judgeReserve } from './reserve/judge-reserve.ts';
import { carriedOut } from './testing/carried-out.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const keep = policyOf({ keepReserve: 'keep' });
const none = new Map<string, number>();

/** VMs of h0 are busy, and only memory is short: every host holds 100 GB. */
const clusterOf = (sizes: readonly (readonly number[])[], cpuMhz = 3000) =>
  snapshotOf({
    hosts: sizes.map((_, h) => host(`h${h}`)),
    vms: sizes.flatMap((own, h) =>
      own.map((percent, i) =>
        vm(`v${h}${i}`, `h${h}`, {
          memoryMiB: percent * 1000,
          demand: { cpuMhz: h === 0 ? cpuMhz : 100, memoryMiB: 1000 },
        }),
      ),
    ),
  });

const lostIds = (snapshot: Parameters<typeof judgeReserve>[0]) =>
  judgeReserve(snapshot, keep).lost.map(({ hostIds }) => hostIds.join());

describe('balancing', () => {
  it('never takes the reserve, which it does where the policy only warns', () => {
    const sizes = fc.array(fc.array(fc.integer({ min: 5, max: 45 }), { minLength: 1, maxLength: 4 }), {
      minLength: 3,
      maxLength: 4,
    });
    let taken = 0;
    fc.assert(
      fc.property(sizes, (hosts) => {
        const snapshot = clusterOf(hosts);
        const before = new Set(lostIds(snapshot));
        const isTaken = (policy: typeof keep) =>
          lostIds(carriedOut(snapshot, planSteadily(snapshot, none, policy).plan.moves)).some(
            (id) => !before.has(id),
          );
        expect(isTaken(keep)).toBe(false);
        if (isTaken(policyOf())) taken += 1;
      }),
      { numRuns: 60, seed: 15 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('chooses another move, and says which it left out and for which failure', () => {
    // h1 could take v00, but then nothing could take the VM of h2
    const snapshot = clusterOf([[30, 30, 30], [20, 20], [60]]);
    const { plan, snapshot: used } = planSteadily(snapshot, none, keep);
    expect(lostIds(carriedOut(snapshot, plan.moves))).toEqual(lostIds(snapshot));
    for (const { code, facts } of plan.rejections)
      if (code === 'uses-reserve') expect(facts.failed).toMatch(/h\d/);
    expect(plan.rejections.map(({ facts }) => facts.reason)).not.toContain('uses-reserve');
    expect(used.refusals).toEqual(snapshot.refusals);
  });
});

describe('an evacuation', () => {
  const two = policyOf({ keepReserve: 'keep', failuresToSurvive: 2 });
  const planOf = (snapshot: ReturnType<typeof clusterOf>, policy: typeof two) =>
    keepReserveEmptying(['h0'], snapshot, policy, (tried) => ({
      snapshot: tried,
      plan: planEvacuation(tried, policy, 'h0'),
    })).plan;

  it('empties the host even if that takes the reserve of the others', () => {
    const snapshot = clusterOf([[40], [80], [60], [60]], 100);
    const plan = planOf(snapshot, two);
    expect(plan.complete).toBe(true);
  });

  it('keeps one of two failures where some placement does', () => {
    const snapshot = clusterOf([[10, 10], [50], [50], [30]], 100);
    const plan = planOf(snapshot, two);
    expect(plan.complete).toBe(true);
    const after = carriedOut(snapshot, plan.moves);
    const hosts = after.hosts.map((each) =>
      each.id === 'h0' ? { ...each, state: 'maintenance' as const } : each,
    );
    expect(judgeReserve({ ...after, hosts }, two)).toMatchObject({ more: 1, state: 'kept' });
  });
});
