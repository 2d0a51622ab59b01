import { describe, expect, it } from 'vitest';
import type { VmObservation } from '../../lib/model/ports.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { evacuateHost, previewEvacuation } from '../../lib/services/orders/evacuate-hosts.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { withTestDatabase } from './support/database.ts';
import { observeBy } from './support/observe-by.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** Three hosts, the third of them without VMs, and a driver that can report an additional VM on a host. */
async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
    vms: [
      simulatedVm('web', 'h1'),
      simulatedVm('cad', 'h2', { state: 'stopped', localDevices: ['pci 0000:65:00.0'] }),
    ],
  });
  const { ctx, clock, driver, cluster, hostId } = made;
  const [sample] = (await driver.observeHost(hostId('h1'))).vms;
  if (sample === undefined) throw new Error('h1 has a VM');
  const foreignVm = (more: Partial<VmObservation>): VmObservation => ({
    ...sample,
    uuid: '30000000-0000-4000-8000-00000000000f',
    name: ' stranger',
    ...more,
  });
  /** Observes once, with one additional VM on a host. */
  const observeWith = async (host: string, vm: VmObservation | null): Promise<void> => {
    const showing = observeBy(driver, async (id) => {
      const seen = await driver.observeHost(id);
      return id === hostId(host) && vm !== null ? { ...seen, vms: [...seen.vms, vm] } : seen;
    });
    clock.pass(15);
    await collectCluster({ ctx, driver: showing, input: { clusterId: cluster.id } });
  };
  const modeOf = async (host: string) =>
    (await ctx.db.host.findUniqueOrThrow({ where: { id: hostId(host) } })).mode;
  const state = async () => snapshotOf(await readClusterState(ctx.db, cluster.id), clock.now());
  return { ...made, foreignVm, observeWith, modeOf, state };
}

const UNSIZED = {
  isUnread: true,
  state: 'paused',
  condition: 'unknown',
  vcpus: null,
  memoryMiB: null,
} as const;

describe('a host without known VMs', () => {
  it('is read first, and enters maintenance mode only if its hypervisor has no VM either', async () => {
    const { ctx, hostId, foreignVm, observeWith, modeOf } = await makeCluster();
    const input = { hostId: hostId('h3') };
    expect(await evacuateHost({ ctx, input })).toEqual({ runId: null });
    expect(await modeOf('h3')).toBe('draining');
    const [job] = await ctx.db.$queryRaw<{ soon: boolean }[]>`
      SELECT run_at <= now() AS soon FROM graphile_worker.jobs
      WHERE key = ${`collect-cluster:${(await ctx.db.host.findUniqueOrThrow({ where: { id: input.hostId } })).clusterId}`}`;
    expect(job).toEqual({ soon: true });
    for (const vm of [foreignVm({}), foreignVm({ isIncoming: true }), foreignVm(UNSIZED)]) {
      await observeWith('h3', vm);
      expect(await modeOf('h3')).toBe('draining');
      await ctx.db.vm.deleteMany({ where: { uuid: vm.uuid } });
    }
    await observeWith('h3', null);
    expect(await modeOf('h3')).toBe('maintenance');
  });

  it('waits for a hypervisor that does not respond', async () => {
    const { ctx, store, clock, hostId, collect, modeOf } = await makeCluster();
    await store.append(clock.now(), { type: 'daemon-down', hostId: hostId('h3') });
    await evacuateHost({ ctx, input: { hostId: hostId('h3') } });
    await collect();
    expect(await modeOf('h3')).toBe('draining');
    await store.append(clock.now(), { type: 'daemon-up', hostId: hostId('h3') });
    await collect();
    expect(await modeOf('h3')).toBe('maintenance');
  });
});

describe('a host with a stopped VM that a person allowed to stay', () => {
  it('enters maintenance mode with that VM, but not with another one', async () => {
    const { ctx, hostId, vmId, foreignVm, observeWith, modeOf } = await makeCluster();
    const input = { hostId: hostId('h2'), leave: [await vmId('cad')] };
    await evacuateHost({ ctx, input });
    expect(await modeOf('h2')).toBe('draining');
    await observeWith('h2', foreignVm({ state: 'stopped' }));
    expect(await modeOf('h2')).toBe('draining');
    await ctx.db.vm.deleteMany({ where: { name: ' stranger' } });
    await observeWith('h2', null);
    expect(await modeOf('h2')).toBe('maintenance');
    await leaveMaintenance({ ctx, input: { hostId: input.hostId } });
    // the permission was valid only for that time
    await ctx.db.host.update({ where: { id: input.hostId }, data: { mode: 'draining' } });
    await observeWith('h2', null);
    expect(await modeOf('h2')).toBe('draining');
  });

  it('does not enter maintenance mode if somebody has started that VM in the meantime', async () => {
    const { ctx, driver, hostId, vmId, clock, cluster, modeOf } = await makeCluster();
    await evacuateHost({ ctx, input: { hostId: hostId('h2'), leave: [await vmId('cad')] } });
    const started = observeBy(driver, async (id) => {
      const seen = await driver.observeHost(id);
      return { ...seen, vms: seen.vms.map((vm) => ({ ...vm, state: 'running' })) };
    });
    clock.pass(15);
    await collectCluster({ ctx, driver: started, input: { clusterId: cluster.id } });
    expect(await modeOf('h2')).toBe('draining');
  });
});

describe('a new VM without a reported size', () => {
  it('is not included in figures and plans, and nothing moves to or from its host until the size is reported', async () => {
    const { ctx, hostId, foreignVm, observeWith, state } = await makeCluster();
    const loadBefore = (await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } })).memoryLoad;
    await observeWith('h1', foreignVm(UNSIZED));
    const snapshot = await state();
    expect(snapshot.vms.map((vm) => vm.name).sort()).toEqual(['cad', 'web']);
    expect(snapshot.hosts.find((host) => host.name === 'h1')?.state).toBe('offline');
    const host = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(host).toMatchObject({ memoryLoad: loadBefore, alarms: [{ code: 'vms-unknown-size' }] });
    // an evacuation may begin with the VMs whose size is known
    const { plan } = await previewEvacuation({ ctx, input: { hostIds: [hostId('h1')] } });
    expect(plan.moves).toHaveLength(1);
    await observeWith('h1', foreignVm({ vcpus: 4, memoryMiB: 8192 }));
    expect((await state()).hosts.find((each) => each.name === 'h1')?.state).toBe('online');
    expect((await state()).vms.find((vm) => vm.name === ' stranger')).toMatchObject({ memoryMiB: 8192 });
  });
});
