import { expect, it } from 'vitest';
import { Snapshot } from '@/lib/model/snapshot';
import { addHost, isUnchanged, noChanges, orderable, place, setPolicy, toggleAway } from './changes';

const host = (id: string) => ({ id, cpuMhz: 1_000, memoryMiB: 1_000 });
const base = Snapshot.parse({
  hosts: [host('a'), host('b')],
  vms: [
    { id: '1', hostId: 'a', memoryMiB: 1 },
    { id: '2', hostId: 'b', memoryMiB: 1 },
  ],
});

it('moves a VM once, and not at all when it is put back', () => {
  const there = place(noChanges, base, new Set(['1', '2']), 'b');
  expect(there.moves).toEqual([{ vmId: '1', toHostId: 'b' }]);
  expect(isUnchanged(place(there, base, new Set(['1']), 'a'))).toBe(true);
});

it('takes a host away and brings it back, and adds hosts of the size of another', () => {
  expect(toggleAway(noChanges, 'a').away).toEqual(['a']);
  expect(isUnchanged(toggleAway(toggleAway(noChanges, 'a'), 'a'))).toBe(true);
  const two = addHost(addHost(noChanges, base, 'a'), base, 'b');
  expect(two.added.map(({ id, state }) => `${id} ${state}`)).toEqual(['new-1 online', 'new-2 online']);
  expect(addHost(noChanges, base, 'none')).toBe(noChanges);
});

it('keeps only what differs from the policy of the cluster', () => {
  const changed = setPolicy(noChanges, { cpuThresholdPercent: 60 });
  expect(changed.policy).toEqual({ cpuThresholdPercent: 60 });
  expect(isUnchanged(setPolicy(changed, { cpuThresholdPercent: undefined }))).toBe(true);
});

it('orders neither refused moves nor moves to hosts that do not exist', () => {
  const grown = addHost(noChanges, base, 'a');
  const moves = [
    { vmId: '1', toHostId: 'b' },
    { vmId: '2', toHostId: 'new-1' },
  ];
  expect(orderable({ ...grown, moves }, [])).toEqual([{ vmId: '1', toHostId: 'b' }]);
  expect(orderable({ ...grown, moves }, [{ vmId: '1' }])).toEqual([]);
});
