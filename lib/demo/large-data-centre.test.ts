import { describe, expect, it } from 'vitest';
import { SimulatorConfig } from '../drivers/simulator/config.ts';
import { openTestWorldAt } from '../drivers/simulator/test-world.ts';
import { DataCentreSize } from './data-centre-size.ts';
import { demoDataCentre } from './demo-data-centre.ts';
import { largeDataCentre } from './large-data-centre.ts';

const start = new Date('2026-11-23T04:00:00Z');
const make = (size: { hosts: number; vms: number; clusters?: number; seed?: number }) =>
  demoDataCentre({ backfillUntil: start, data: largeDataCentre(DataCentreSize.parse(size)) });

describe('a data centre of a given size', () => {
  const made = make({ hosts: 31, vms: 777, clusters: 3 });
  const configs = made.map(({ config }) => SimulatorConfig.parse(config));

  it('has exactly so many hosts, VMs and clusters, all with names of their own', () => {
    const names = configs.flatMap(({ hosts, vms }) => [...hosts, ...vms].map(({ name }) => name));
    expect(configs.map(({ hosts }) => hosts.length)).toEqual([10, 10, 11]);
    expect(names).toHaveLength(31 + 777);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(made.map(({ name }) => name)).size).toBe(3);
  });

  it('is the same again, and another one with another seed', () => {
    expect(make({ hosts: 31, vms: 777, clusters: 3 })).toEqual(made);
    expect(make({ hosts: 31, vms: 777, clusters: 3, seed: 8 })).not.toEqual(made);
  });

  it('has as few clusters as 64 hosts each allow', () => {
    expect(DataCentreSize.parse({ hosts: 1000, vms: 0 }).clusters).toBe(16);
    expect(DataCentreSize.parse({ hosts: 64, vms: 0 }).clusters).toBe(1);
    expect(DataCentreSize.safeParse({ hosts: 2, vms: 0, clusters: 3 }).success).toBe(false);
  });

  it('has one overloaded host, free capacity on the others, and memory for all VMs', async () => {
    const overloaded: string[] = [];
    for (const config of configs) {
      const world = openTestWorldAt(config, start.getTime());
      for (const { name } of config.hosts) {
        const { facts, vms } = await world.driver.observeHost(`id-${name}`);
        const cores = vms.reduce((sum, vm) => sum + (vm.cpuCoresUsed ?? 0), 0);
        const memory = vms.reduce((sum, vm) => sum + (vm.state === 'stopped' ? 0 : (vm.memoryMiB ?? 0)), 0);
        if (cores / (facts.cpuCores - 2) > 0.8) overloaded.push(name);
        expect(memory).toBeLessThan(facts.memoryMiB - 4096);
      }
    }
    expect(overloaded).toEqual([made[0]?.overloadedHost]);
  });

  it('has VMs that are stopped, tied, managed elsewhere, and moved by people only', () => {
    const vms = configs.flatMap((config) => config.vms);
    expect(vms.filter(({ state }) => state === 'stopped').length).toBeGreaterThan(10);
    expect(vms.filter(({ ties }) => ties.length > 0).length).toBeGreaterThan(3);
    expect(vms.filter(({ managedBy }) => managedBy !== null).length).toBeGreaterThan(0);
    const automation = made.flatMap((cluster) => Object.values(cluster.automation));
    expect(new Set(automation)).toEqual(new Set(['manual', 'excluded']));
  });

  it('keeps the databases of each rule apart', () => {
    for (const [i, { rules }] of made.entries()) {
      expect(rules.length).toBeGreaterThan(0);
      for (const { vms } of rules) {
        const hosts = vms.map((name) => configs[i]?.vms.find((vm) => vm.name === name)?.host);
        expect(new Set(hosts).size).toBe(vms.length);
      }
    }
  });
});
