import { describe, expect, it } from 'vitest';
import type { Plan, PlannedMove } from '../model/plan.ts';
import { Policy } from '../model/policy.ts';
import { Snapshot, type SnapshotInput } from '../model/snapshot.ts';
import { checkPlan } from './check-plan.ts';

const hosts: SnapshotInput['hosts'] = ['a', 'b', 'c'].map((id) => ({
  id,
  cpuMhz: 10_000,
  memoryMiB: 100_000,
}));
const vm = (id: string, hostId: string, more: Partial<SnapshotInput['vms'][number]> = {}) => ({
  id,
  hostId,
  memoryMiB: 10_000,
  demand: { cpuMhz: 1_000 },
  ...more,
});

const move = (
  vmId: string,
  fromHostId: string,
  toHostId: string,
  more: Partial<PlannedMove> = {},
): PlannedMove => ({
  vmId,
  fromHostId,
  toHostId,
  kind: 'live',
  wave: 1,
  reason: { code: 'even-load', facts: {} },
  predicted: { seconds: 1, downtimeMs: 1 },
  after: { spread: 0, peak: 0 },
  ...more,
});

const planOf = (moves: PlannedMove[], more: Partial<Plan> = {}): Plan => ({
  moves,
  complete: true,
  before: { spread: 0, peak: 0, overloadedHosts: 0 },
  after: { spread: 0, peak: 0, overloadedHosts: 0 },
  rejections: [],
  ...more,
});

/** The codes of all faults except those of figures, which most of these plans do not state. */
function codesOf(
  input: Partial<SnapshotInput>,
  moves: PlannedMove[],
  policy: Partial<Policy> = {},
): string[] {
  const snapshot = Snapshot.parse({ hosts, vms: [], ...input });
  return checkPlan(snapshot, planOf(moves), Policy.parse(policy))
    .map(({ code }) => code)
    .filter((code) => code !== 'figure-wrong');
}

describe('checkPlan', () => {
  it('finds no fault in a good plan, including its figures', () => {
    const snapshot = Snapshot.parse({ hosts: hosts.slice(0, 2), vms: [vm('v', 'a'), vm('w', 'a')] });
    const plan = planOf([move('v', 'a', 'b', { after: { spread: 0, peak: 0.2 } })], {
      before: { spread: 0.2, peak: 0.4, overloadedHosts: 0 },
      after: { spread: 0, peak: 0.2, overloadedHosts: 0 },
    });
    expect(checkPlan(snapshot, plan, Policy.parse({}))).toEqual([]);
  });

  it('reports the path of a wrong figure, and the right value', () => {
    const snapshot = Snapshot.parse({ hosts: hosts.slice(0, 2), vms: [vm('v', 'a'), vm('w', 'a')] });
    const plan = planOf([], {
      before: { spread: 0.2, peak: 0.4, overloadedHosts: 1 },
      after: { spread: 0.2, peak: 0.4, overloadedHosts: 0 },
    });
    expect(checkPlan(snapshot, plan, Policy.parse({}))).toEqual([
      {
        path: 'before.overloadedHosts',
        code: 'figure-wrong',
        facts: { figure: 'overloadedHosts', stated: 1, found: 0 },
      },
    ]);
  });

  it('reports what is not in the snapshot, and moves from the wrong host', () => {
    const vms = [vm('v', 'a')];
    expect(codesOf({ vms }, [move('x', 'a', 'b')])).toEqual(['unknown-vm']);
    expect(codesOf({ vms }, [move('v', 'a', 'z')])).toEqual(['unknown-host']);
    expect(codesOf({ vms }, [move('v', 'b', 'c')])).toEqual(['not-there']);
    expect(codesOf({ vms }, [move('v', 'a', 'a')])).toContain('same-host');
  });

  it('allows a VM to move twice if the waves are in order', () => {
    const vms = [vm('v', 'a')];
    expect(codesOf({ vms }, [move('v', 'a', 'b'), move('v', 'b', 'c', { wave: 2 })])).toEqual([]);
    expect(codesOf({ vms }, [move('v', 'a', 'b', { wave: 2 }), move('v', 'b', 'c', { wave: 1 })])).toContain(
      'wave-order',
    );
  });

  it('counts the memory of a VM on both hosts while its wave runs', () => {
    const vms = [vm('v', 'a', { memoryMiB: 60_000 }), vm('w', 'b', { memoryMiB: 60_000 })];
    expect(codesOf({ vms }, [move('v', 'a', 'b'), move('w', 'b', 'c')])).toEqual(['memory-exceeded']);
    expect(codesOf({ vms }, [move('w', 'b', 'c'), move('v', 'a', 'b', { wave: 2 })])).toEqual([]);
  });

  it('allows a host above its limit to lose VMs and to receive stopped ones', () => {
    const vms = [vm('v', 'a', { memoryMiB: 120_000 }), vm('w', 'a'), vm('s', 'b', { state: 'stopped' })];
    expect(codesOf({ vms }, [move('w', 'a', 'c'), move('s', 'b', 'a', { kind: 'offline' })])).toEqual([]);
  });

  it('counts the simultaneous moves of a host, in and out', () => {
    const vms = [vm('u', 'a'), vm('v', 'a'), vm('w', 'b')];
    const moves = [move('u', 'a', 'b'), move('v', 'a', 'c'), move('w', 'b', 'a')];
    expect(codesOf({ vms }, moves)).toEqual(['too-many-at-once']);
    expect(codesOf({ vms }, moves, { movesPerHost: 3 })).toEqual([]);
  });

  it('compares moves with the state of hosts and the needs of VMs', () => {
    const state = (id: string, found: 'offline' | 'maintenance') =>
      hosts.map((host) => (host.id === id ? { ...host, state: found } : host));
    expect(codesOf({ hosts: state('b', 'maintenance'), vms: [vm('v', 'a')] }, [move('v', 'a', 'b')])).toEqual(
      ['host-not-online'],
    );
    expect(codesOf({ hosts: state('a', 'offline'), vms: [vm('v', 'a')] }, [move('v', 'a', 'b')])).toEqual([
      'source-offline',
    ]);
    const dmz = hosts.map((host) => ({ ...host, networks: ['lan'] }));
    expect(
      codesOf({ hosts: dmz, vms: [vm('v', 'a', { networks: ['dmz'] })] }, [move('v', 'a', 'b')]),
    ).toEqual(['name-missing']);
    expect(codesOf({ vms: [vm('v', 'a', { localDevices: ['gpu'] })] }, [move('v', 'a', 'b')])).toEqual([
      'local-device',
    ]);
    expect(codesOf({ vms: [vm('v', 'a', { state: 'stopped' })] }, [move('v', 'a', 'b')])).toEqual([
      'wrong-kind',
    ]);
  });

  it('enforces must rules, but not should rules', () => {
    const vms = [vm('v', 'a'), vm('w', 'b')];
    const asked = { reason: { code: 'requested', facts: {} } } as const;
    const rule = (kind: string, mode = 'must') =>
      [{ id: 'r', kind, mode, vmIds: ['v', 'w'], hostIds: ['b'] }] as SnapshotInput['rules'];
    expect(codesOf({ vms, rules: rule('apart') }, [move('v', 'a', 'b', asked)])).toEqual(['apart-broken']);
    expect(codesOf({ vms, rules: rule('apart', 'should') }, [move('v', 'a', 'b', asked)])).toEqual([]);
    expect(codesOf({ vms, rules: rule('onHosts') }, [move('v', 'a', 'c', asked)])).toEqual([
      'host-rule-broken',
    ]);
    expect(codesOf({ vms, rules: rule('notOnHosts') }, [move('v', 'a', 'b', asked)])).toEqual([
      'host-rule-broken',
    ]);
    const together = { vms: [vm('v', 'a'), vm('w', 'a')], rules: rule('together') };
    expect(codesOf(together, [move('v', 'a', 'c', asked)])).toEqual(['together-broken']);
    expect(codesOf(together, [move('v', 'a', 'c'), move('w', 'a', 'c', { wave: 2 })])).toEqual([]);
  });

  it('counts a moving VM in the racks of both hosts', () => {
    const asked = { reason: { code: 'requested', facts: {} } } as const;
    const racks = hosts.map((host, i) => ({ ...host, rack: i === 0 ? 'r1' : 'r2' }));
    const rules: SnapshotInput['rules'] = [{ id: 'r', kind: 'spreadRacks', vmIds: ['v', 'w'] }];
    expect(
      codesOf({ hosts: racks, vms: [vm('v', 'a'), vm('w', 'b')], rules }, [move('v', 'a', 'c', asked)]),
    ).toEqual(['rack-full']);
  });

  it('reports a must rule that balancing leaves broken without naming it (only running VMs on online hosts count)', () => {
    const rules: SnapshotInput['rules'] = [{ id: 'r', kind: 'apart', vmIds: ['v', 'w'] }];
    const vms = [vm('v', 'a'), vm('w', 'a'), vm('x', 'b'), vm('y', 'c')];
    const faults = (snapshot: Partial<SnapshotInput>, rejections: Plan['rejections']) =>
      checkPlan(
        Snapshot.parse({ hosts, vms, rules, ...snapshot }),
        planOf([], { rejections }),
        Policy.parse({}),
      ).flatMap(({ code }) => (code === 'rule-left-broken' ? [code] : []));
    expect(faults({}, [])).toEqual(['rule-left-broken']);
    expect(faults({}, [{ code: 'balanced', facts: {} }])).toEqual(['rule-left-broken']);
    expect(faults({}, [{ code: 'rule-stays-broken', facts: { rule: 'r' } }])).toEqual([]);
    expect(faults({ vms: [vm('v', 'a'), vm('w', 'a', { state: 'stopped' }), ...vms.slice(2)] }, [])).toEqual(
      [],
    );
    const inMaintenance = hosts.map((host) =>
      host.id === 'a' ? { ...host, state: 'maintenance' as const } : host,
    );
    expect(faults({ hosts: inMaintenance }, [])).toEqual([]);
  });

  it('counts every move, and allows a VM to move twice in balancing', () => {
    const vms = [vm('v', 'a'), vm('w', 'a')];
    const away = [move('v', 'a', 'b'), move('v', 'b', 'c', { wave: 2 })];
    expect(codesOf({ vms }, away, { maxMoves: 1 })).toEqual(['too-many-moves']);
    expect(codesOf({ vms }, away, { maxMoves: 2 })).toEqual([]);
    expect(codesOf({ vms }, [...away, move('v', 'c', 'a', { wave: 3 })])).toEqual(['moved-too-often']);
  });

  it('compares the needs and ties of a VM with the destination', () => {
    const small = hosts.map((host) => ({ ...host, cpuCores: 4, cpuIds: [0, 1], numaNodes: [0] }));
    const codes = (more: Parameters<typeof vm>[2], policy: Partial<Policy> = {}, rest = {}) =>
      codesOf({ hosts: small, vms: [vm('v', 'a', more)], ...rest }, [move('v', 'a', 'b')], policy);
    expect(codes({ vcpus: 5 })).toEqual(['too-few-cores']);
    expect(codes({ hostCpus: [1, 2, 3], numaNodes: [0] })).toEqual(['number-missing', 'number-missing']);
    expect(codes({ ties: [{ kind: 'snapshots', name: 's', blocks: ['live'] }] })).toEqual(['tied']);
    expect(codes({ ties: [{ kind: 'tpm', name: 't', blocks: ['quick'] }] })).toEqual([]);
    expect(codes({ managedBy: 'oVirt' })).toEqual(['managed-elsewhere']);
    expect(codes({ memoryMiB: 99_900, overheadMiB: 200 })).toEqual(['memory-exceeded']);
    expect(codes({ memoryMiB: 99_900, overheadMiB: 200 }, { memoryOvercommit: 1.1 })).toEqual([]);
    const refusals = [{ vmId: 'v', toHostId: 'b', code: 'cpu-incompatible' }];
    expect(codes({}, {}, { refusals })).toEqual(['refused-before']);
    const pools = small.map((host) => ({ ...host, hugePages: [{ pageKiB: 2048, totalMiB: 8000 }] }));
    expect(codes({ hugePageKiB: 2048 }, {}, { hosts: pools })).toEqual(['huge-pages-exceeded']);
    expect(codes({ hugePageKiB: 2048, memoryMiB: 8000 }, {}, { hosts: pools })).toEqual([]);
    expect(codes({ memoryMiB: 95_000 }, {}, { hosts: pools })).toEqual(['memory-exceeded']);
  });

  it('restricts balancing to the VMs that it may move; a requested move may move any VM', () => {
    const takenAt = '2026-01-31T12:00:00Z';
    const vms = [
      vm('x', 'a', { automation: 'excluded' }),
      vm('u', 'a', { demand: {} }),
      vm('f', 'a', { lastMigratedAt: '2026-01-31T11:59:00Z' }),
    ];
    const all = (more: Partial<PlannedMove>) =>
      ['x', 'u', 'f'].map((id, i) => move(id, 'a', 'b', { wave: i + 1, ...more }));
    expect(codesOf({ takenAt, vms }, all({}))).toEqual(['not-for-balancing', 'unknown-demand', 'cool-down']);
    expect(codesOf({ takenAt, vms }, all({ reason: { code: 'evacuate', facts: { host: 'a' } } }))).toEqual(
      [],
    );
    expect(codesOf({ vms: [vm('u', 'b', { demand: {} }), vm('v', 'a')] }, [move('v', 'a', 'b')])).toEqual([
      'host-demand-unknown',
    ]);
  });

  it('accepts figures without the emptied host in a plan without moves, as of an evacuation that cannot begin', () => {
    const snapshot = Snapshot.parse({ hosts, vms: [vm('v', 'a'), vm('w', 'a')] });
    const without = (spread: number) => {
      const figures = { spread, peak: 0, overloadedHosts: 0 };
      return checkPlan(snapshot, planOf([], { before: figures, after: figures }), Policy.parse({}));
    };
    expect(without(0)).toEqual([]); // the figures of b and c
    expect(without(0.1).map(({ path }) => path)).toEqual([
      'before.spread',
      'before.peak',
      'after.spread',
      'after.peak',
    ]);
  });

  it('compares the claim of an evacuation to be complete with the VMs that it leaves', () => {
    const snapshot = Snapshot.parse({ hosts, vms: [vm('v', 'a'), vm('w', 'a')] });
    const reason = { code: 'evacuate' as const, facts: { host: 'a' } };
    const half = planOf([move('v', 'a', 'b', { reason })]);
    const codes = (plan: Plan) => checkPlan(snapshot, plan, Policy.parse({})).map(({ code }) => code);
    expect(codes(half)).toContain('not-complete');
    expect(
      codes(planOf([move('v', 'a', 'b', { reason }), move('w', 'a', 'c', { reason })], { complete: false })),
    ).toContain('complete-denied');
  });
});
