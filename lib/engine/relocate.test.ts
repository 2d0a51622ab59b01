import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../check/check-plan.ts';
import type { WantedPlace } from '../model/intent.ts';
import type { SnapshotInput } from '../model/snapshot.ts';
import { planRelocations } from './relocate.ts';
import { anyPolicy, anySnapshot, host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const undo = { code: 'undo', facts: { run: 'R-1' } } as const;
const plan = (input: SnapshotInput, wanted: WantedPlace[]) => {
  const snapshot = snapshotOf(input);
  const made = planRelocations(snapshot, policyOf(), wanted, undo);
  expect(checkPlan(snapshot, made, policyOf())).toEqual([]);
  return made;
};
const small = (id: string) => host(id, { memoryMiB: 10_500 });

describe('planRelocations', () => {
  it('moves each VM to its requested host, and gives the reason', () => {
    const made = plan({ hosts: [host('a'), host('b')], vms: [vm('v', 'a'), vm('w', 'a')] }, [
      { vmId: 'v', toHostId: 'b' },
      { vmId: 'w', toHostId: 'a' }, // is already there
      { vmId: 'nobody', toHostId: 'b' },
    ]);
    expect(made).toMatchObject({ complete: true, rejections: [] });
    expect(made.moves).toMatchObject([{ vmId: 'v', toHostId: 'b', kind: 'live', reason: undo }]);
  });

  it('exchanges two VMs that need each other’s memory via a third host', () => {
    const hosts = [small('a'), small('b'), small('c')];
    const made = plan({ hosts, vms: [vm('v', 'a'), vm('w', 'b')] }, [
      { vmId: 'v', toHostId: 'b' },
      { vmId: 'w', toHostId: 'a' },
    ]);
    expect(made.complete).toBe(true);
    expect(made.moves).toHaveLength(3);
    expect(made.moves[0]?.reason).toMatchObject({ code: 'make-room' });
  });

  it('leaves out the last requested moves where not all fit, and gives the reason', () => {
    const made = plan({ hosts: [host('a'), small('b')], vms: [vm('v', 'a'), vm('w', 'a')] }, [
      { vmId: 'v', toHostId: 'b' },
      { vmId: 'w', toHostId: 'b' },
    ]);
    expect(made.moves.map(({ vmId }) => vmId)).toEqual(['v']);
    expect(made).toMatchObject({ complete: false, rejections: [{ vmId: 'w', code: 'no-memory' }] });
  });

  it('keeps VMs together that must stay together', () => {
    const rules = [{ id: 'r', kind: 'together' as const, vmIds: ['v', 'w'] }];
    const world = { hosts: [host('a'), host('b')], vms: [vm('v', 'a'), vm('w', 'a')], rules };
    const alone = plan(world, [{ vmId: 'v', toHostId: 'b' }]);
    expect(alone).toMatchObject({ moves: [], rejections: [{ vmId: 'v', code: 'keep-together' }] });
    const both = ['v', 'w'].map((vmId) => ({ vmId, toHostId: 'b' }));
    expect(plan(world, both).moves).toHaveLength(2);
  });

  it('reports that a VM that does not converge uses quick migration', () => {
    const hosts = [host('a', { migrationMbps: 100 }), host('b', { migrationMbps: 100 })];
    const vms = [vm('v', 'a', { dirtyMiBps: 200, workingSetMiB: 5_000 })];
    const made = plan({ hosts, vms }, [{ vmId: 'v', toHostId: 'b' }]);
    expect(made.moves).toMatchObject([{ kind: 'quick' }]);
    expect(made).toMatchObject({ complete: true, rejections: [{ code: 'will-not-converge' }] });
  });

  it('breaks no must rule at any step, whatever is requested', () => {
    fc.assert(
      fc.property(anySnapshot, anyPolicy, fc.array(fc.nat(), { maxLength: 8 }), (snapshot, policy, picks) => {
        const wanted = new Map<string, string>();
        picks.forEach((pick, i) => {
          const [one, to] = [
            snapshot.vms[pick % snapshot.vms.length],
            snapshot.hosts[(pick + i) % snapshot.hosts.length],
          ];
          if (one && to) wanted.set(one.id, to.id);
        });
        const places = [...wanted].map(([vmId, toHostId]) => ({ vmId, toHostId }));
        const made = planRelocations(snapshot, policy, places, undo);
        // Without a request, the check takes the plan for balancing, which must repair broken rules.
        const isAsked = made.moves.length + made.rejections.length > 0;
        if (isAsked) expect(checkPlan(snapshot, made, policy)).toEqual([]);
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
