import { describe, expect, it } from 'vitest';
import type { SnapshotInput } from '../../model/snapshot.ts';
import { Placement } from '../cluster/placement.ts';
import { Permissions } from '../constraints/permissions.ts';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { searchSequences } from './sequence-search.ts';

/** The sequence that empties host `a`, with its steps as text, and the final place of the units. */
function sequenceOf(input: SnapshotInput) {
  const cluster = clusterOf(input);
  const placement = new Placement(cluster);
  const isEmptied = Uint8Array.from(cluster.hosts, (_, h) => (h === 0 ? 1 : 0));
  const targets = Int32Array.from([...cluster.hosts.keys()].slice(1));
  const task = { cluster, placement, permissions: new Permissions(cluster), isEmptied, targets };
  const sequence = searchSequences(task, [...placement.residentsOf(0)]);
  const nameOf = (unit: number) => cluster.vms[cluster.units[unit]?.members[0] ?? -1]?.id;
  const steps = sequence?.steps.map(({ unit, to }) => `${nameOf(unit)} to ${cluster.hosts[to]?.id}`);
  return {
    ...sequence,
    steps,
    isUntouched: cluster.units.every(({ home }, unit) => placement.hostOf[unit] === home),
  };
}

const sized = (id: string, at: string, gib: number, network?: string) =>
  vm(id, at, { memoryMiB: gib * 1000, networks: network === undefined ? [] : [network] });

describe('searchWays', () => {
  it('lets a VM wait on a host that another VM uses in the end', () => {
    const hosts = [
      host('a'),
      host('b', { networks: ['n', 'q'] }),
      host('c', { memoryMiB: 70_000, networks: ['q'] }),
      host('d', { memoryMiB: 60_000, networks: ['p'] }),
    ];
    const vms = [
      sized('u', 'a', 50, 'n'),
      sized('v', 'a', 60, 'p'),
      sized('w', 'b', 60),
      sized('x', 'c', 50, 'q'),
    ];
    const sequence = sequenceOf({ hosts, vms });
    expect(sequence).toMatchObject({ left: 0, isUntouched: true });
    expect(sequence.steps).toHaveLength(5);
    expect(sequence.steps?.[0]).toBe('w to d');
    expect(sequence.steps?.at(-1)).toBe('v to d');
  });

  it('proves that no order leads to a valid placement, and moves the VMs that can leave', () => {
    const hosts = [host('a'), host('b'), host('c', { memoryMiB: 90_000 })];
    const vms = [
      sized('s', 'a', 5),
      sized('t', 'a', 30),
      sized('u', 'b', 50),
      sized('v', 'b', 34),
      sized('w', 'c', 40),
      sized('x', 'c', 31),
    ];
    // t would fit once u and w had exchanged hosts, but neither host can hold the second VM while the first is still there.
    const sequence = sequenceOf({ hosts, vms });
    expect(sequence).toMatchObject({ left: 1, isExhaustive: true, isUntouched: true });
    expect(sequence.steps).toHaveLength(1);
    expect(sequence.steps?.[0]).toMatch(/^s to /);
  });

  it('treats identical VMs as one, so that thirty of a kind have few placements', () => {
    const alike = Array.from({ length: 30 }, (_, i) => sized(`v${i}`, i < 10 ? 'b' : i < 20 ? 'c' : 'd', 9));
    const hosts = [host('a'), host('b'), host('c'), host('d')];
    const sequence = sequenceOf({ hosts, vms: [...alike, sized('wide', 'a', 31)] });
    expect(sequence).toMatchObject({ left: 1, isExhaustive: true, steps: [] });
    expect(sequenceOf({ hosts, vms: [...alike, sized('wide', 'a', 28)] })).toMatchObject({ left: 0 });
  });

  it('does not start when there are too many placements to number', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => host(id));
    const vms = hosts.flatMap(({ id }, h) => [1, 2, 3].map((i) => sized(`${id}${i}`, id, 7 * i + h)));
    expect(sequenceOf({ hosts, vms }).steps).toBeUndefined();
  });
});
