import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { sum } from './cluster-input.ts';
import { EVACUATED_HOST_ID } from './evacuation.ts';
import { type Family, families } from './families.ts';
import { makeInstance } from './make-instance.ts';

const size = { hosts: 8, vms: 60 };
const make = (family: Family, seed = 1, more = size) => makeInstance({ family, ...more, seed });

const memoryFill = (snapshot: Snapshot, hosts = snapshot.hosts) =>
  sum(snapshot.vms.map((vm) => vm.memoryMiB)) / sum(hosts.map((host) => host.memoryMiB));
const cpuFill = ({ hosts, vms }: Snapshot) =>
  sum(vms.map((vm) => vm.demand.cpuMhz ?? 0)) / sum(hosts.map((host) => host.cpuMhz));

const loads = ({ hosts, vms }: Snapshot) =>
  hosts.map((host) => {
    const own = vms.filter((vm) => vm.hostId === host.id);
    return {
      cpu: sum(own.map((vm) => vm.demand.cpuMhz ?? 0)) / (host.cpuMhz - host.reserve.cpuMhz),
      memory: sum(own.map((vm) => vm.memoryMiB)) / (host.memoryMiB - host.reserve.memoryMiB),
    };
  });

const deviation = (values: number[]) => {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
};
const spread = (snapshot: Snapshot) =>
  deviation(loads(snapshot).map(({ cpu }) => cpu)) + deviation(loads(snapshot).map(({ memory }) => memory));

describe.each(families)('family %s', (family) => {
  it('has the requested size and is the same for the same seed', () => {
    const first = make(family);
    expect([first.hosts.length, first.vms.length]).toEqual([8, 60]);
    expect(make(family)).toEqual(first);
    expect(make(family, 2)).not.toEqual(first);
  });

  it.each([
    [4, 20],
    [20, 200],
  ])('starts with no host above its memory at %dx%d', (hosts, vms) => {
    for (const seed of [1, 2, 3]) {
      const most = Math.max(...loads(make(family, seed, { hosts, vms })).map(({ memory }) => memory));
      expect(most).toBeLessThanOrEqual(family === 'infeasible' ? 1.1 : 1);
    }
  });
});

it.each([1, 2, 3])('gives skew %d the same start as in the published measurements', (seed) => {
  const snapshot = make('skew', seed, { hosts: 20, vms: 200 });
  expect(memoryFill(snapshot)).toBeCloseTo(0.62, 2);
  expect(cpuFill(snapshot)).toBeCloseTo(0.45, 2);
  expect(spread(snapshot)).toBeGreaterThan(0.55);
  expect(spread(snapshot)).toBeLessThan(0.595);
});

it('gives hetero three types of hosts', () => {
  expect(new Set(make('hetero').hosts.map((host) => host.cpuMhz)).size).toBe(3);
});

it('overloads two hosts of hot-spots and no other', () => {
  const hot = loads(make('hot-spots')).map(({ cpu, memory }) => cpu > 0.8 || memory > 0.9);
  expect(hot).toEqual([true, true, false, false, false, false, false, false]);
});

it.each([1, 2, 3, 4, 5])('leaves no gain for any aggressiveness in balanced %d', (seed) => {
  expect(spread(make('balanced', seed))).toBeLessThan(0.002);
});

it.each([85, 92, 96, 99] as const)('fills the remaining hosts in evacuation-%d', (percent) => {
  const snapshot = make(`evacuation-${percent}`);
  const staying = snapshot.hosts.filter(({ id }) => id !== EVACUATED_HOST_ID);
  expect(Math.abs(memoryFill(snapshot, staying) - percent / 100)).toBeLessThan(0.01);
});

it('needs less memory where it needs more CPU in anti-correlated', () => {
  const { vms } = make('anti-correlated');
  const cpu = vms.map((vm) => vm.demand.cpuMhz ?? 0);
  const memory = vms.map((vm) => vm.memoryMiB);
  const [meanCpu, meanMemory] = [sum(cpu) / cpu.length, sum(memory) / memory.length];
  const covariance =
    sum(cpu.map((value, i) => (value - meanCpu) * ((memory[i] ?? 0) - meanMemory))) / cpu.length;
  expect(covariance / (deviation(cpu) * deviation(memory))).toBeLessThan(-0.9);
});

it('has whales above 30 % of a host', () => {
  const { hosts, vms } = make('whales');
  expect(vms.filter((vm) => vm.memoryMiB > 0.3 * (hosts[0]?.memoryMiB ?? 0))).toHaveLength(4);
});

it('has rules of every kind', () => {
  expect(new Set(make('rules').rules.map(({ kind }) => kind))).toEqual(
    new Set(['apart', 'together', 'onHosts', 'notOnHosts', 'spreadRacks']),
  );
});

it('has stopped VMs, unknown demands and hosts that are not online in messy', () => {
  const { hosts, vms } = make('messy', 1, { hosts: 20, vms: 200 });
  expect(vms.some((vm) => vm.state === 'stopped')).toBe(true);
  expect(vms.some((vm) => vm.demand.cpuMhz === undefined)).toBe(true);
  expect(hosts.some((host) => host.state !== 'online')).toBe(true);
});

it.each([85, 92, 96] as const)('fills the memory of tight-%d', (percent) => {
  expect(memoryFill(make(`tight-${percent}`))).toBeCloseTo(percent / 100, 2);
});
