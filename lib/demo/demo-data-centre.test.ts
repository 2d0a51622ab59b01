import { describe, expect, it } from 'vitest';
import { SimulatorConfig } from '../drivers/simulator/config.ts';
import { openTestWorldAt } from '../drivers/simulator/test-world.ts';
import { mobilityOf, wayOf } from '../engine/mobility.ts';
import { prodA, prodB } from './demo-clusters.ts';
import { type DemoCluster, demoDataCentre } from './demo-data-centre.ts';

const starts = ['2026-11-23T04:00:00Z', '2026-06-07T14:30:00Z', '2027-01-01T23:59:59Z'].map(
  (text) => new Date(text),
);

/** CPU and memory load of each host, in percent of what the reserve leaves, as in plans. */
async function loads(cluster: DemoCluster, at: Date) {
  const config = SimulatorConfig.parse(cluster.config);
  const world = openTestWorldAt(config, at.getTime());
  const seen = await Promise.all(config.hosts.map((host) => world.driver.observeHost(`id-${host.name}`)));
  return seen.map((one, i) => {
    const name = config.hosts[i]?.name ?? '';
    const reserve = cluster.reserves[name] ?? { cores: 0, memoryMiB: 0 };
    const sum = (pick: (vm: (typeof one.vms)[number]) => number) =>
      one.vms.reduce((total, vm) => total + pick(vm), 0);
    return {
      name,
      cpu: (100 * sum((vm) => vm.cpuCoresUsed ?? 0)) / (one.facts.cpuCores - reserve.cores),
      memory: (100 * sum((vm) => vm.memoryUsedMiB ?? 0)) / (one.facts.memoryMiB - reserve.memoryMiB),
      cores: sum((vm) => vm.cpuCoresUsed ?? 0),
      heldMiB: sum((vm) => (vm.state === 'stopped' ? 0 : (vm.memoryMiB ?? 0))),
      facts: one.facts,
    };
  });
}

describe('the demo data centre', () => {
  const clusters = demoDataCentre({ backfillUntil: starts[0] ?? new Date(0) });

  it('has two clusters, twelve unequal hosts and about 150 VMs', () => {
    const configs = clusters.map((cluster) => SimulatorConfig.parse(cluster.config));
    expect(configs.map((config) => config.hosts.length)).toEqual([8, 4]);
    const names = configs.flatMap((config) => config.vms.map((vm) => vm.name));
    expect(names.length).toBeGreaterThan(145);
    expect(names.length).toBeLessThan(160);
    expect(new Set(names).size).toBe(names.length);
    expect(
      new Set(configs.flatMap((config) => config.hosts.map((host) => host.cpuCores))).size,
    ).toBeGreaterThan(3);
  });

  it.each(starts)('shows one overloaded host when first started at %s', async (backfillUntil) => {
    for (const cluster of demoDataCentre({ backfillUntil })) {
      const hosts = await loads(cluster, backfillUntil);
      const overloaded = hosts.filter((host) => host.cpu > 80 || host.memory > 90).map((host) => host.name);
      expect(overloaded).toEqual(cluster.overloadedHost === null ? [] : [cluster.overloadedHost]);
      for (const host of hosts) if (host.cpu <= 80) expect(host.cpu).toBeLessThan(75);
    }
  });

  it('has free capacity to balance and to evacuate', async () => {
    for (const cluster of clusters) {
      const hosts = await loads(cluster, starts[0] ?? new Date(0));
      const total = (pick: (host: (typeof hosts)[number]) => number) =>
        hosts.reduce((sum, host) => sum + pick(host), 0);
      const cpu = total((host) => host.cores) / total((host) => host.facts.cpuCores);
      const memory = total((host) => host.heldMiB) / total((host) => host.facts.memoryMiB);
      expect(cpu).toBeGreaterThan(0.4);
      expect(cpu).toBeLessThan(0.6);
      expect(memory).toBeGreaterThan(0.5);
      expect(memory).toBeLessThan(0.66);
    }
  });

  it.each(clusters)(
    'refers in the rules of $name only to existing VMs and hosts',
    ({ config, rules, automation }) => {
      const vmNames = config.vms.map((vm) => vm.name);
      const hostNames = config.hosts.map((host) => host.name);
      expect(vmNames).toEqual(expect.arrayContaining(Object.keys(automation)));
      expect(vmNames).toEqual(expect.arrayContaining(rules.flatMap((rule) => rule.vms)));
      expect(hostNames).toEqual(expect.arrayContaining(rules.flatMap((rule) => rule.hosts)));
    },
  );

  it.each(clusters.flatMap(({ config, rules }) => rules.map((rule) => ({ name: rule.name, rule, config }))))(
    'keeps the rule at the start: $name',
    ({ rule, config }) => {
      const at = rule.vms.map((name) => config.vms.find((vm) => vm.name === name)?.host ?? '');
      const racks = at.map((name) => config.hosts.find((host) => host.name === name)?.rack);
      const most = Math.ceil(at.length / new Set(config.hosts.map((host) => host.rack)).size);
      const isKept = {
        apart: () => new Set(at).size === at.length,
        together: () => new Set(at).size === 1,
        onHosts: () => at.every((host) => rule.hosts.includes(host)),
        notOnHosts: () => !at.some((host) => rule.hosts.includes(host)),
        spreadRacks: () => racks.every((rack) => racks.filter((one) => one === rack).length <= most),
      };
      expect(isKept[rule.kind](), `${rule.vms} on ${at}`).toBe(true);
    },
  );

  it('has VMs that cannot move, are excluded by policy, are stopped, or write too fast', () => {
    const vms = clusters.flatMap((cluster) => cluster.config.vms);
    const held = vms.filter((vm) => (vm.localDevices ?? []).length > 0);
    expect(held.map((vm) => vm.host)).toEqual(['kvm-06']);
    expect(clusters.flatMap((cluster) => Object.values(cluster.automation))).toContain('excluded');
    expect(vms.filter((vm) => vm.state === 'stopped').length).toBeGreaterThan(2);
    expect(vms.filter((vm) => (vm.dirtyMiBps ?? 0) > 1200)).toHaveLength(1);
  });

  it('has VMs of each mobility, one with another manager, and sets traits only of existing VMs', () => {
    const vms = clusters.flatMap(({ config }) => SimulatorConfig.parse(config).vms);
    const ways = vms.map((vm) => wayOf(mobilityOf({ ...vm, managedBy: vm.managedBy ?? undefined })));
    expect(new Set(ways)).toEqual(new Set(['any', 'running', 'stopped', 'none']));
    expect(vms.flatMap(({ managedBy }) => managedBy ?? [])).toEqual(['OpenStack Nova']);
    const names = vms.map(({ name }) => name);
    for (const { traits } of [prodA, prodB])
      expect(names).toEqual(expect.arrayContaining(Object.keys(traits)));
    // VMs that cannot leave are not on the hosts that people are likely to try first
    const held = vms.filter((_, index) => ways[index] === 'none' || ways[index] === 'stopped');
    for (const host of ['kvm-03', 'kvm-08']) expect(held.map((vm) => vm.host)).not.toContain(host);
  });

  it('is overloaded from time to time in its past, but not always', async () => {
    const backfillUntil = starts[0] ?? new Date(0);
    for (const cluster of clusters) {
      const config = SimulatorConfig.parse(cluster.config);
      const world = openTestWorldAt(config, 0);
      let hotSteps = 0;
      for (let step = 2016; step > 0; step -= 6) {
        world.goTo(backfillUntil.getTime() - step * 300_000);
        const seen = await Promise.all(
          config.hosts.map((host) => world.driver.observeHost(`id-${host.name}`)),
        );
        const isHot = seen.some((one) => {
          const cores = one.vms.reduce((sum, vm) => sum + (vm.cpuCoresUsed ?? 0), 0);
          return cores / (one.facts.cpuCores - 2) > 0.8;
        });
        if (isHot) hotSteps++;
      }
      expect(hotSteps).toBeGreaterThan(7);
      expect(hotSteps).toBeLessThan(336 / 5);
    }
  });
});
