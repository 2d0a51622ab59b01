import { describe, expect, it } from 'vitest';
import { editEndpoint } from '../../lib/services/clusters/edit-endpoint.ts';
import type { Context } from '../../lib/services/context.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withVcenter } from './support/with-vcenter.ts';

const VM = 'DC0_C0_RP0_VM0';
const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(`vSphere${reason === undefined ? '' : ` (${reason})`}`, () => {
  const database = withTestDatabase();
  let vcenter: Vcenter;
  let ctx: Context;
  let world: Connected;

  withVcenter(database, { clusters: 2, hosts: 3, vms: 8 }, (made) => {
    ({ vcenter, ctx, world } = made);
  });

  const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: VM }, include: { host: true } });
  const move = () => database.db.move.findFirstOrThrow({ orderBy: { id: 'desc' } });
  /** An order to move the VM to another host. */
  const order = async () => {
    const vm = await vmRow();
    const to = await database.db.host.findFirstOrThrow({ where: { id: { not: vm.hostId } } });
    const { runId } = await migrateVm({ ctx, input: { vmId: vm.id, toHostId: to.id } });
    return { runId, from: vm.host.name, to: to.name };
  };
  const placed = async () => {
    await world.collect();
    return (await vmRow()).host.name;
  };

  describe('carrying out', () => {
    it('migrates a VM, and knows how long it took', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 600 } });
      const { runId, to } = await order();
      await world.finish(runId);
      expect(await move()).toMatchObject({ state: 'done', code: null });
      expect((await move()).statistics?.elapsedMs).toBeGreaterThan(300);
      expect(await placed()).toBe(to);
    });

    it('empties a host', async () => {
      const host = (await vmRow()).host;
      const { runId } = await evacuateHost({ ctx, input: { hostId: host.id } });
      if (runId) await world.finish(runId);
      await world.collect();
      const running = await database.db.vm.count({ where: { hostId: host.id, state: 'running' } });
      expect(running).toBe(0);
    });

    it('stays out of the way of DRS that moves VMs by itself, and says so', async () => {
      await vcenter.order('drs', { cluster: 'DC0_C0', behavior: 'fullyAutomated' });
      await world.collect();
      const outcome = await suggestMoves({ ctx, input: { clusterId: world.clusterId } });
      expect(outcome).toEqual({ code: 'other-balancer', facts: { balancer: 'DRS' } });
      await vcenter.order('drs', { cluster: 'DC0_C0', behavior: 'partiallyAutomated' });
      await world.collect();
      expect((await suggestMoves({ ctx, input: { clusterId: world.clusterId } })).code).not.toBe(
        'other-balancer',
      );
    });
  });

  describe('faults', () => {
    it('manager down in mid-migration: nothing is known, and the move ends when it is back', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 1500 } });
      const { runId, to } = await order();
      await world.until(runId, 'migrating');
      await vcenter.order('status', { status: 503 });
      await world.until(runId, 'unknown');
      expect(await world.collect()).toMatchObject({ hostsObserved: 0, hostsSilent: 3 });
      const { lastError } = await database.db.host.findFirstOrThrow();
      expect(lastError).toMatchObject({ code: 'host-unreachable' });
      await vcenter.order('status', { status: 0 });
      await world.collect();
      await world.finish(runId);
      expect(await move()).toMatchObject({ state: 'done' });
      expect(await placed()).toBe(to);
    });

    it('session lost: it is renewed, and nothing is noticed', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 800 } });
      const { runId, to } = await order();
      await world.until(runId, 'migrating');
      await vcenter.order('sessions', {});
      await world.finish(runId);
      await vcenter.order('sessions', {});
      expect(await world.collect()).toMatchObject({ hostsSilent: 0 });
      expect(await placed()).toBe(to);
    });

    it('certificate changed: refused and said, until a person confirms the new one', async () => {
      const fingerprint = await vcenter.order('certificate', {});
      await world.restart();
      expect(await world.collect()).toMatchObject({ hostsObserved: 0 });
      const { lastError } = await database.db.host.findFirstOrThrow();
      expect(lastError).toMatchObject({ code: 'certificate-changed' });
      const { id } = await database.db.endpoint.findFirstOrThrow();
      await editEndpoint({ ctx, input: { endpointId: id, user: USER, secret: '', fingerprint } });
      await world.restart();
      expect(await world.collect()).toMatchObject({ hostsSilent: 0 });
    });

    it('vCenter restarted in mid-migration: the task is lost, and the place of the VM counts', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 60_000 } });
      const { runId, to } = await order();
      await world.until(runId, 'migrating');
      await vcenter.order('restart', {});
      await world.finish(runId);
      expect(await move()).toMatchObject({ state: 'done' });
      expect(await placed()).toBe(to);
    });

    it('Ballast restarted in mid-migration: the task is found, and nothing is ordered twice', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 1500 } });
      const { runId, to } = await order();
      await world.until(runId, 'migrating');
      await world.restart();
      await world.finish(runId);
      expect(await move()).toMatchObject({ state: 'done', tries: 1 });
      expect(await placed()).toBe(to);
    });

    it.each([
      ['FeatureRequirementsNotMet', 'cpu-incompatible'],
      ['CannotAccessNetwork', 'network-missing'],
      ['CannotAccessVmDisk', 'storage-missing'],
    ])('%s in the check is %s, and the VM stays', async (check, code) => {
      await vcenter.order('plan', { vm: VM, plan: { check } });
      const { runId, from } = await order();
      await world.finish(runId);
      expect((await move()).code === code || (await move()).tried.some((each) => each.code === code)).toBe(
        true,
      );
      expect(await placed()).toBe(from);
    });

    it('a migration by somebody else is waited for, not ordered over', async () => {
      await vcenter.order('plan', { vm: VM, plan: { ms: 2000 } });
      const { runId, from, to } = await order();
      await vcenter.order('foreign', { vm: VM, to });
      await world.finish(runId);
      const { ended, busy } = await vcenter.truth();
      expect(ended).toMatchObject([{ from, to, isForeign: true, fault: '' }]);
      expect(busy).toBe(0);
      expect(await placed()).toBe(to);
    });

    it('a VM that was removed is gone, and its move is left out', async () => {
      const { runId } = await order();
      await vcenter.order('remove', { vm: VM });
      await world.finish(runId);
      expect(await move()).toMatchObject({ state: 'skipped', code: 'vm-not-found' });
    });

    it('a privilege was taken away: the move is refused with that code, and the VM stays', async () => {
      await vcenter.order('plan', { vm: VM, plan: { check: 'NoPermission' } });
      const { runId, from } = await order();
      await world.finish(runId);
      expect(await move()).toMatchObject({ code: 'privilege-missing' });
      expect(await placed()).toBe(from);
    });
  });
});
