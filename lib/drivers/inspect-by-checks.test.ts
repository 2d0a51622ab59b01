import { describe, expect, it } from 'vitest';
import { DriverError } from '../model/errors.ts';
import type { InspectedVm } from '../model/inspection.ts';
import type { HostReading, MigrationOrder } from '../model/ports.ts';
import { present } from '../model/present.ts';
import { inspectByChecks } from './inspect-by-checks.ts';

const hostIds = (count: number) => Array.from({ length: count }, (_, index) => `h${index}`);
const hostsOf = (count: number) => hostIds(count).map((hostId) => ({ hostId, name: hostId }));
const vmsOf = (count: number, hosts: number): InspectedVm[] =>
  Array.from({ length: count }, (_, index) => ({
    vmUuid: `vm${index}`,
    vmName: `vm${index}`,
    hostId: `h${index % hosts}`,
    state: 'running',
  }));

const facts = {
  cpuCores: 8,
  coreMhz: 2000,
  memoryMiB: 1024,
  cpuModel: 'EPYC',
  cpuFeatures: [],
  networks: null,
  storages: ['san'],
  migrationMbps: null,
  rack: null,
  version: '1',
  cpuIds: null,
  numaNodes: null,
  hugePages: null,
};
const observed = (hostId: string): HostReading => ({
  hostId,
  observation: {
    hostId,
    observedAt: new Date(0),
    facts,
    use: { cpuBusyFraction: null, memoryUsedMiB: null },
    vms: [],
    alarms: [],
  },
});
const lost = (hostId: string): HostReading => ({
  hostId,
  error: new DriverError('host-unreachable', 'no answer', { host: hostId }),
});

function fake({ read = observed, fails = false } = {}) {
  const asked: MigrationOrder[] = [];
  return {
    asked,
    observeCluster: async (ids: readonly string[]) => ({ hosts: ids.map((id) => read(id)) }),
    testConnections: async () => [],
    checkMigration: async (order: MigrationOrder) => {
      asked.push(order);
      if (fails) throw new DriverError('host-unreachable', 'no answer', {});
      return [{ code: 'storage-missing' as const, scope: 'pair' as const, message: 'no disk', facts: {} }];
    },
  };
}

describe('an inspection by the checks of the hypervisor', () => {
  it('checks each VM for each other host', async () => {
    const driver = fake();
    const seen = await inspectByChecks(driver, hostsOf(3), vmsOf(2, 3));
    expect(seen).toMatchObject({ checked: 4, total: 4 });
    expect(seen.obstacles.map(({ vmUuid, toHostId }) => `${vmUuid} ${toHostId}`).toSorted()).toEqual([
      'vm0 h1',
      'vm0 h2',
      'vm1 h0',
      'vm1 h2',
    ]);
    expect(seen.hosts[0]).toMatchObject({ cpuModel: 'EPYC', storages: [{ name: 'san', identity: null }] });
  });

  it('checks every VM for some hosts if there are too many combinations', async () => {
    const driver = fake();
    const seen = await inspectByChecks(driver, hostsOf(20), vmsOf(50, 20));
    expect(seen).toMatchObject({ checked: 400, total: 950 });
    expect(new Set(driver.asked.map(({ vmUuid }) => vmUuid)).size).toBe(50);
    expect(driver.asked.every((order) => order.sourceHostId !== order.destinationHostId)).toBe(true);
  });

  it('leaves out hosts that do not answer, and throws if none does', async () => {
    const partly = fake({ read: (id) => (id === 'h1' ? lost(id) : observed(id)) });
    expect(await inspectByChecks(partly, hostsOf(3), vmsOf(3, 3))).toMatchObject({
      hosts: [{ hostId: 'h0' }, { hostId: 'h2' }],
      checked: 2,
    });
    await expect(inspectByChecks(fake({ read: lost }), hostsOf(2), [])).rejects.toMatchObject({
      code: 'host-unreachable',
    });
  });

  it('asks for VMs whose local disks would be copied with them as such', async () => {
    const driver = fake();
    const [first, ...others] = vmsOf(2, 2);
    await inspectByChecks(driver, hostsOf(2), [{ ...present(first, 'VM'), takesDisks: true }, ...others]);
    expect(driver.asked.map(({ vmUuid, takesDisks }) => [vmUuid, takesDisks]).toSorted()).toEqual([
      ['vm0', true],
      ['vm1', false],
    ]);
  });

  it('finds nothing where a check could not be made', async () => {
    const seen = await inspectByChecks(fake({ fails: true }), hostsOf(2), vmsOf(2, 2));
    expect(seen).toMatchObject({ obstacles: [], checked: 2 });
  });
});
