import { expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot, type SnapshotInput } from '../model/snapshot.ts';
import { judgeRules } from './judge-rules.ts';

const host = (id: string, rack?: string) => ({ id, name: id, rack, cpuMhz: 10_000, memoryMiB: 10_000 });
const vm = (id: string, hostId: string, state: 'running' | 'stopped' = 'running') => ({
  id,
  name: id,
  hostId,
  state,
  memoryMiB: 100,
});
const judge = (input: SnapshotInput) => judgeRules(Snapshot.parse(input), Policy.parse({}));
const hosts = [host('a', 'r1'), host('b', 'r1'), host('c', 'r2')];

it('names the VMs that break each kind of rule now, of `must` and of `should`', () => {
  const { broken, contradictions } = judge({
    hosts,
    vms: [vm('1', 'a'), vm('2', 'a'), vm('3', 'b'), vm('4', 'c')],
    rules: [
      { id: 'apart', kind: 'apart', vmIds: ['1', '2', '4'] },
      { id: 'together', kind: 'together', mode: 'should', vmIds: ['1', '2', '3'] },
      { id: 'on', kind: 'onHosts', vmIds: ['3', '4'], hostIds: ['c'] },
      { id: 'off', kind: 'notOnHosts', mode: 'should', vmIds: ['3', '4'], hostIds: ['c'] },
      { id: 'racks', kind: 'spreadRacks', vmIds: ['1', '2', '3', '4'] },
    ],
  });
  const of = (rule: string) => broken.flatMap(({ ruleId, vmId }) => (ruleId === rule ? [vmId] : []));
  expect(of('apart')).toEqual(['1', '2']);
  expect(of('together')).toEqual(['1', '2', '3']);
  expect(of('on')).toEqual(['3']);
  expect(of('off')).toEqual(['4']);
  expect(of('racks')).toEqual(['1', '2', '3']);
  expect(contradictions).toEqual([]);
});

it('reports no rule that holds, and none for a stopped VM before it starts', () => {
  const kept = judge({
    hosts,
    vms: [vm('1', 'a'), vm('2', 'a', 'stopped'), vm('3', 'c')],
    rules: [{ id: 'apart', kind: 'apart', vmIds: ['1', '2', '3'] }],
  });
  expect(kept).toEqual({ contradictions: [], broken: [], whenStarted: [{ ruleId: 'apart', vmId: '2' }] });
});

it('names the rules that contradict each other', () => {
  const { contradictions } = judge({
    hosts,
    vms: [vm('1', 'a'), vm('2', 'b')],
    rules: [
      { id: 'x', name: 'With its cache', kind: 'together', vmIds: ['1', '2'] },
      { id: 'y', name: 'Databases', kind: 'apart', vmIds: ['1', '2'] },
    ],
  });
  expect(contradictions).toMatchObject([
    { code: 'rules-contradict', facts: { rule: 'With its cache', otherRule: 'Databases' } },
  ]);
});
