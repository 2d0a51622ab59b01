import { expect, it } from 'vitest';
import type { SnapshotInput } from '../model/snapshot.ts';
import { brokenWhenStarted } from './broken-when-started.ts';
import { host, snapshotOf, vm } from './testing/snapshots.ts';

const stopped = { state: 'stopped' } as const;

const namesOf = (rules: SnapshotInput['rules'], vms: SnapshotInput['vms'], hosts = [host('a'), host('b')]) =>
  brokenWhenStarted(snapshotOf({ hosts, vms, rules })).map(({ ruleId, vmId }) => `${ruleId} ${vmId}`);

it('names the rule that a stopped VM would break if it started on its current host', () => {
  const vms = [vm('v', 'a', stopped), vm('w', 'a'), vm('x', 'b', stopped)];
  expect(
    namesOf(
      [
        { id: 'apart', kind: 'apart', vmIds: ['v', 'w', 'x'] },
        { id: 'together', kind: 'together', mode: 'should', vmIds: ['v', 'w', 'x'] },
        { id: 'on', kind: 'onHosts', vmIds: ['v', 'x', 'w'], hostIds: ['a'] },
        { id: 'off', kind: 'notOnHosts', vmIds: ['v', 'x', 'w'], hostIds: ['a'] },
      ],
      vms,
    ),
  ).toEqual(['apart v', 'together x', 'on x', 'off v']);
});

it('includes the VM itself in the count of its rack', () => {
  const hosts = [host('a', { rack: 'r1' }), host('b', { rack: 'r2' })];
  const rules: SnapshotInput['rules'] = [{ id: 'racks', kind: 'spreadRacks', vmIds: ['v', 'w', 'x'] }];
  const vms = [vm('v', 'a', stopped), vm('w', 'a'), vm('x', 'a')];
  expect(namesOf(rules, vms, hosts)).toEqual(['racks v']);
  expect(namesOf(rules, vms.with(2, vm('x', 'b')), hosts)).toEqual([]);
});

it('reports nothing for running VMs or for hosts that are not online', () => {
  const rules: SnapshotInput['rules'] = [{ id: 'r', kind: 'apart', vmIds: ['v', 'w'] }];
  expect(namesOf(rules, [vm('v', 'a'), vm('w', 'a')])).toEqual([]);
  const hosts = [host('a', { state: 'maintenance' }), host('b')];
  expect(namesOf(rules, [vm('v', 'a', stopped), vm('w', 'a')], hosts)).toEqual([]);
});
