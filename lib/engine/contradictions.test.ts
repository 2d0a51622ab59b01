import { describe, expect, it } from 'vitest';
import type { SnapshotInput } from '../model/snapshot.ts';
import { contradictions } from './contradictions.ts';
import { clusterOf, host, vm } from './testing/snapshots.ts';

type Rule = NonNullable<SnapshotInput['rules']>[number];

const hosts = [host('h1', { rack: 'r1' }), host('h2', { rack: 'r1' }), host('h3', { rack: 'r2' })];
const vms = ['a', 'b', 'c', 'd'].map((id) => vm(id, 'h1'));

/** The contradictions that are reported for these rules over four VMs of 10,000 MiB and three hosts of 100,000 MiB in two racks. */
const contradictionsOf = (rules: Rule[], more: Partial<SnapshotInput> = {}) =>
  contradictions(clusterOf({ hosts, vms, rules, ...more })).map(({ vmId, code, facts }) => [
    vmId,
    code,
    facts,
  ]);

const clash = (vmId: string, rule: string, otherRule: string) => [
  vmId,
  'rules-contradict',
  { rule, otherRule },
];

describe('contradictions', () => {
  it('reports nothing for rules that can all be kept', () => {
    const rules: Rule[] = [
      { id: 'pair', kind: 'together', vmIds: ['a', 'b'] },
      { id: 'replicas', kind: 'apart', vmIds: ['a', 'c', 'd'] },
      { id: 'licence', kind: 'onHosts', vmIds: ['a', 'c'], hostIds: ['h1', 'h2'] },
      { id: 'never', kind: 'notOnHosts', vmIds: ['b'], hostIds: ['h1'] },
      { id: 'racks', kind: 'spreadRacks', vmIds: ['a', 'b', 'c', 'd'] },
    ];
    expect(contradictionsOf(rules)).toEqual([]);
  });

  it('names VMs that must be both together and apart, once per pair of rules', () => {
    const rules: Rule[] = [
      { id: 'pair', kind: 'together', vmIds: ['a', 'b', 'c'] },
      { id: 'spare', kind: 'apart', vmIds: ['a', 'b', 'c'] },
    ];
    expect(contradictionsOf(rules)).toEqual([clash('a', 'pair', 'spare')]);
  });

  it('follows a chain of rules that keep together', () => {
    const rules: Rule[] = [
      { id: 'r1', kind: 'together', vmIds: ['a', 'b'] },
      { id: 'r2', kind: 'together', vmIds: ['b', 'c'] },
      { id: 'r3', kind: 'apart', vmIds: ['a', 'c'] },
    ];
    expect(contradictionsOf(rules)).toEqual([clash('a', 'r1', 'r3')]);
  });

  it('names rules that leave a VM no host: one host required and forbidden, or two different hosts required', () => {
    const only: Rule = { id: 'only', kind: 'onHosts', vmIds: ['a', 'b'], hostIds: ['h1'] };
    const never: Rule = { id: 'never', kind: 'notOnHosts', vmIds: ['b'], hostIds: ['h1'] };
    const other: Rule = { id: 'other', kind: 'onHosts', vmIds: ['b'], hostIds: ['h2', 'h3'] };
    expect(contradictionsOf([only, never])).toEqual([clash('b', 'never', 'only')]);
    expect(contradictionsOf([only, other])).toEqual([clash('b', 'only', 'other')]);
  });

  it('names rules that leave a VM no host only in combination', () => {
    const rules: Rule[] = [
      { id: 'r1', kind: 'onHosts', vmIds: ['a'], hostIds: ['h1', 'h2'] },
      { id: 'r2', kind: 'notOnHosts', vmIds: ['a'], hostIds: ['h1'] },
      { id: 'r3', kind: 'notOnHosts', vmIds: ['a'], hostIds: ['h2'] },
    ];
    expect(contradictionsOf(rules)).toEqual([clash('a', 'r1', 'r3')]);
  });

  it('names a rule that keeps VMs together whose required hosts differ', () => {
    const rules: Rule[] = [
      { id: 'pair', kind: 'together', vmIds: ['a', 'b'] },
      { id: 'a-on-h1', kind: 'onHosts', vmIds: ['a'], hostIds: ['h1'] },
      { id: 'b-on-h2', kind: 'onHosts', vmIds: ['b'], hostIds: ['h2'] },
    ];
    expect(contradictionsOf(rules)).toEqual([clash('a', 'pair', 'a-on-h1'), clash('b', 'pair', 'b-on-h2')]);
  });

  it('names VMs to keep apart that are more than the hosts they may use', () => {
    const rules: Rule[] = [
      { id: 'apart', kind: 'apart', vmIds: ['a', 'b', 'c'] },
      { id: 'licence', kind: 'onHosts', vmIds: ['a', 'b', 'c'], hostIds: ['h1', 'h2'] },
    ];
    expect(contradictionsOf(rules)).toEqual([clash('c', 'apart', 'licence')]);
    // Two of three bound to one host is also a contradiction. One of three is not.
    const two = (vmIds: string[]): Rule[] => [
      { id: 'apart', kind: 'apart', vmIds: ['a', 'b', 'c'] },
      { id: 'licence', kind: 'onHosts', vmIds, hostIds: ['h1'] },
    ];
    expect(contradictionsOf(two(['b', 'c']))).toEqual([clash('c', 'apart', 'licence')]);
    expect(contradictionsOf(two(['c']))).toEqual([]);
  });

  it('finds a solution where VMs only have to exchange hosts', () => {
    const rules: Rule[] = [
      { id: 'apart', kind: 'apart', vmIds: ['a', 'b', 'c'] },
      { id: 'ab', kind: 'onHosts', vmIds: ['a', 'b'], hostIds: ['h1', 'h2'] },
      { id: 'b', kind: 'onHosts', vmIds: ['b', 'c'], hostIds: ['h1', 'h3'] },
      { id: 'c', kind: 'notOnHosts', vmIds: ['c'], hostIds: ['h3'] },
    ];
    expect(contradictionsOf([...rules.slice(0, 3)])).toEqual([]);
    // Both b and c can only use h1.
    expect(contradictionsOf(rules)).toEqual([clash('c', 'apart', 'b')]);
  });

  it('reports more VMs to keep apart than there are hosts, whatever the state of the hosts', () => {
    const rules: Rule[] = [{ id: 'apart', kind: 'apart', vmIds: ['a', 'b', 'c', 'd'] }];
    expect(contradictionsOf(rules)).toEqual([
      ['a', 'too-few-hosts', { rule: 'apart', needsHosts: 4, hosts: 3 }],
    ]);
    expect(contradictionsOf(rules, { hosts: [...hosts, host('h4', { state: 'maintenance' })] })).toEqual([]);
  });

  it('names what binds too many VMs of a spread rule to one rack', () => {
    const spread: Rule = { id: 'spread', kind: 'spreadRacks', vmIds: ['a', 'b', 'c', 'd'] };
    const licence: Rule = { id: 'licence', kind: 'onHosts', vmIds: ['a', 'b', 'c'], hostIds: ['h1', 'h2'] };
    expect(contradictionsOf([spread, licence])).toEqual([clash('c', 'spread', 'licence')]);
    expect(contradictionsOf([spread, { ...licence, vmIds: ['a', 'b'] }])).toEqual([]);
    expect(contradictionsOf([spread, { ...licence, hostIds: ['h1', 'h3'] }])).toEqual([]);
    const trio: Rule = { id: 'trio', kind: 'together', vmIds: ['a', 'b', 'c'] };
    expect(contradictionsOf([spread, trio])).toEqual([clash('a', 'trio', 'spread')]);
  });

  it('reports VMs to keep together that fit on no host, or on none of the hosts that a rule leaves', () => {
    const large = ['a', 'b'].map((id) => vm(id, 'h1', { memoryMiB: 60_000 }));
    const pair: Rule = { id: 'pair', kind: 'together', vmIds: ['a', 'b'] };
    expect(contradictionsOf([pair], { vms: large })).toEqual([
      ['a', 'group-too-large', { rule: 'pair', needsMiB: 120_000, largestMiB: 100_000 }],
    ]);
    const withLarge = { vms: large, hosts: [...hosts, host('h4', { memoryMiB: 200_000 })] };
    expect(contradictionsOf([pair], withLarge)).toEqual([]);
    const never: Rule = { id: 'never', kind: 'notOnHosts', vmIds: ['b'], hostIds: ['h4'] };
    expect(contradictionsOf([pair, never], withLarge)).toEqual([clash('a', 'pair', 'never')]);
  });

  it('ignores should rules', () => {
    const rules: Rule[] = [
      { id: 'pair', kind: 'together', vmIds: ['a', 'b'] },
      { id: 'spare', kind: 'apart', mode: 'should', vmIds: ['a', 'b'] },
    ];
    expect(contradictionsOf(rules)).toEqual([]);
  });
});
