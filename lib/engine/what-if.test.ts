import { expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot, SnapshotHost, type SnapshotInput } from '../model/snapshot.ts';
import { type Changes, suggestThen, tryChanges } from './what-if.ts';

const host = (id: string) => ({ id, name: id, cpuMhz: 10_000, memoryMiB: 10_000, migrationMbps: 10_000 });
const vm = (id: string, hostId: string, cpuMhz: number, memoryMiB = 1_000) => ({
  id,
  name: id,
  hostId,
  memoryMiB,
  demand: { cpuMhz },
});
const policy = Policy.parse({});
const nothing: Changes = { moves: [], away: [], added: [], policy: {} };
const cluster = (more: Partial<SnapshotInput> = {}) =>
  Snapshot.parse({
    hosts: [host('a'), host('b')],
    vms: [vm('1', 'a', 5_000), vm('2', 'a', 3_000), vm('3', 'b', 1_000)],
    ...more,
  });
const placesIn = ({ vms }: Snapshot) => vms.map(({ id, hostId }) => `${id}${hostId}`).join(' ');

it('changes nothing without changes', () => {
  const outcome = tryChanges(cluster(), policy, nothing);
  expect(outcome.after).toEqual(outcome.before);
  expect(outcome.loads).toEqual(outcome.loadsBefore);
  expect([outcome.refused, outcome.broken, outcome.leaving.size]).toEqual([[], [], 0]);
});

it('makes the moves that the hard rules allow, and names why not for the others', () => {
  const rules = [{ id: 'r', name: 'Apart', kind: 'apart' as const, vmIds: ['2', '3'] }];
  const moves = [
    { vmId: '1', toHostId: 'b' },
    { vmId: '2', toHostId: 'b' },
  ];
  const { snapshot, refused, loads } = tryChanges(cluster({ rules }), policy, { ...nothing, moves });
  expect(placesIn(snapshot)).toBe('1b 2a 3b');
  expect(refused).toMatchObject([{ vmId: '2', hostId: 'b', code: 'keep-apart', facts: { rule: 'Apart' } }]);
  expect(loads.map(({ cpu }) => cpu)).toEqual([0.3, 0.6]);
});

it('empties a host that is taken away, and names the VMs that cannot leave it', () => {
  const vms = [vm('1', 'a', 5_000), vm('huge', 'a', 100, 9_500), vm('3', 'b', 1_000)];
  const { snapshot, refused, leaving, after } = tryChanges(cluster({ vms }), policy, {
    ...nothing,
    away: ['a'],
  });
  expect([...leaving]).toEqual([['1', 'b']]);
  expect(placesIn(snapshot)).toBe('1b hugea 3b');
  expect(refused.map(({ vmId }) => vmId)).toEqual(['huge']);
  expect(after.overloadedHosts).toBe(0);
});

it('counts an added host, and suggests moves to it', () => {
  const added = [SnapshotHost.parse(host('new'))];
  const busy = cluster({ vms: [vm('1', 'a', 5_000), vm('2', 'a', 3_500), vm('3', 'b', 7_000)] });
  const outcome = tryChanges(busy, policy, { ...nothing, added });
  expect(outcome.loads.map(({ hostId }) => hostId)).toEqual(['a', 'b', 'new']);
  expect(suggestThen(outcome, new Map()).moves.map(({ toHostId }) => toHostId)).toContain('new');
});

it('judges by other thresholds, without changing what was before', () => {
  const { before, after } = tryChanges(cluster(), policy, {
    ...nothing,
    policy: { cpuThresholdPercent: 60 },
  });
  expect([before.overloadedHosts, after.overloadedHosts]).toEqual([0, 1]);
});

it('names a rule that the changes break', () => {
  const rules = [{ id: 'r', kind: 'together' as const, mode: 'should' as const, vmIds: ['1', '2'] }];
  const moves = [{ vmId: '1', toHostId: 'b' }];
  const { broken } = tryChanges(cluster({ rules }), policy, { ...nothing, moves });
  expect(broken).toEqual([
    { ruleId: 'r', vmId: '1' },
    { ruleId: 'r', vmId: '2' },
  ]);
});

it('says how many hosts could not fail', () => {
  expect(tryChanges(cluster(), policy, nothing).unsafeHosts).toEqual({ before: 0, after: 0 });
  expect(tryChanges(cluster(), policy, { ...nothing, away: ['b'] }).unsafeHosts.after).toBe(1);
  // 6,000 MiB are free on each of two hosts, and none has 8,000
  const hosts = ['a', 'b', 'c'].map(host);
  const vms = [vm('1', 'a', 1_000, 8_000), vm('2', 'b', 1_000, 4_000), vm('3', 'c', 1_000, 4_000)];
  expect(tryChanges(cluster({ hosts, vms }), policy, nothing).unsafeHosts.before).toBe(1);
});
