import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVapi } from '../../lib/drivers/vsphere/vapi.ts';
import { present } from '../../lib/model/present.ts';
import { createSecretBox, makeKey } from '../../lib/platform/secret-box.ts';
import { connectClusters } from '../../lib/services/clusters/connect-clusters.ts';
import { editEndpoint } from '../../lib/services/clusters/edit-endpoint.ts';
import { listOfferedClusters } from '../../lib/services/clusters/list-offered-clusters.ts';
import { readCertificates } from '../../lib/services/clusters/read-certificates.ts';
import { removeCluster } from '../../lib/services/clusters/remove-cluster.ts';
import { rotateSecrets } from '../../lib/services/clusters/rotate-secrets.ts';
import { testEndpoint } from '../../lib/services/clusters/test-endpoint.ts';
import type { Context } from '../../lib/services/context.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { orderMaintenance } from '../../lib/services/maintenance/order-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readRules } from '../../lib/views/rules/read-rules.ts';
import { entryOf, PASSWORD, startVcenter, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import { connectEndpoint, contextWith } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';

const VM = 'DC0_C0_RP0_VM0';
const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(`vSphere${reason === undefined ? '' : ` (${reason})`}`, () => {
  const database = withTestDatabase();
  let vcenter: Vcenter;
  let ctx: Context;
  let world: Awaited<ReturnType<typeof connectEndpoint>>;

  beforeAll(() => {
    ctx = contextWith(database.db);
  });
  beforeEach(async () => {
    vcenter = await startVcenter({ clusters: 2, hosts: 3, vms: 8 });
    world = await connectEndpoint(ctx, entryOf(vcenter));
  });
  afterEach(async () => {
    await world.close();
    await vcenter.close();
    await database.db.cluster.deleteMany();
    await database.db.endpoint.deleteMany();
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

  describe('connecting', () => {
    it('shows the certificate, offers the clusters, and stores no password in the clear', async () => {
      const entry = entryOf(vcenter);
      expect(await readCertificates({ ctx, input: entry })).toMatchObject([
        { fingerprint: vcenter.fingerprint, isTrusted: false },
      ]);
      expect(await listOfferedClusters({ ctx, input: entry })).toMatchObject([
        { name: 'DC0_C0', group: 'DC0', hosts: 3, balancer: { name: 'DRS', mode: 'off' } },
        { name: 'DC0_C1', group: 'DC0', hosts: 3 },
      ]);
      const stored = inspect(
        [
          await database.db.endpoint.findMany(),
          await database.db.cluster.findMany(),
          await database.db.auditEntry.findMany(),
        ],
        { depth: null, maxArrayLength: null },
      );
      expect(stored).toContain(USER);
      expect(stored).not.toContain(PASSWORD);
      expect(await database.db.host.count({ where: { clusterId: world.clusterId } })).toBe(3);
      expect(await database.db.vm.count({ where: { clusterId: world.clusterId } })).toBe(8);
    });

    it('sends no password to a server with another certificate, and says which login is refused', async () => {
      const entry = entryOf(vcenter);
      const other = { ...entry, fingerprint: vcenter.fingerprint.replaceAll(/[0-9]/g, 'A') };
      await expect(listOfferedClusters({ ctx, input: other })).rejects.toMatchObject({
        code: 'certificate-changed',
        facts: { detail: vcenter.fingerprint },
      });
      await expect(listOfferedClusters({ ctx, input: { ...entry, secret: 'wrong' } })).rejects.toMatchObject({
        code: 'host-refused',
        facts: { detail: USER },
      });
      await expect(
        listOfferedClusters({ ctx, input: { ...entry, fingerprint: null } }),
      ).rejects.toMatchObject({ code: 'certificate-refused' });
    });

    it('refuses a cluster that is connected already, and names missing privileges', async () => {
      const entry = entryOf(vcenter);
      const [offered] = await listOfferedClusters({ ctx, input: entry });
      const again = { ...entry, clusters: [{ name: 'again', config: offered?.config }] };
      await expect(connectClusters({ ctx, input: again })).rejects.toMatchObject({
        code: 'cluster-connected',
      });
      const input = { ...entry, configs: [offered?.config] };
      expect((await testEndpoint({ ctx, input })).every(({ ok }) => ok)).toBe(true);
      await vcenter.order('privileges', { names: ['Resource.HotMigrate'] });
      expect(await testEndpoint({ ctx, input })).toContainEqual(
        expect.objectContaining({ ok: false, code: 'privilege-missing', message: 'Resource.HotMigrate' }),
      );
    });

    it('keeps the password when the key is replaced, and forgets it with the last cluster', async () => {
      const [old, next] = [makeKey(), makeKey()];
      const { id } = await database.db.endpoint.findFirstOrThrow();
      const before = ctx.secrets;
      ctx.secrets = createSecretBox([old]);
      await expect(world.restart()).rejects.toMatchObject({ code: 'secret-unreadable' });
      await editEndpoint({
        ctx,
        input: { endpointId: id, user: USER, secret: PASSWORD, fingerprint: vcenter.fingerprint },
      });
      ctx.secrets = createSecretBox([next, old]);
      expect(await rotateSecrets({ ctx })).toEqual({ secrets: 1 });
      ctx.secrets = createSecretBox([next]);
      await world.restart();
      expect(await world.collect()).toMatchObject({ hostsSilent: 0 });
      ctx.secrets = before;
      await removeCluster({ ctx, input: { clusterId: world.clusterId } });
      expect(await database.db.endpoint.count()).toBe(0);
    });
  });

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

  describe('rules and overrides of DRS', () => {
    const [A, B, C] = [VM, 'DC0_C0_RP0_VM1', 'DC0_C0_RP0_VM2'];
    const rules = async () => {
      await world.collect();
      const page = await readRules({ ctx, input: { clusterId: world.clusterId } });
      return page.managerRules.map(({ name, manager, kind, mode, vms, hosts }) => {
        const names = (members: { name: string }[]) => members.map((member) => member.name).join(' ');
        return `${name} ${manager} ${kind} ${mode}: ${names(vms)} | ${names(hosts)}`;
      });
    };

    it('are planned with: no destination breaks them, and the page shows them', async () => {
      const from = (await vmRow()).host.name;
      const others = await database.db.host.findMany({
        where: { name: { not: from } },
        orderBy: { name: 'asc' },
      });
      const [first, second] = others.map(({ name }) => name);
      await vcenter.order('rules', {
        cluster: 'DC0_C0',
        rules: [
          {
            name: 'a-pinned',
            kind: 'onHosts',
            vms: [A],
            hosts: [from, present(first, 'a host')],
            mandatory: true,
          },
          { name: 'b-away', kind: 'notOnHosts', vms: [B], hosts: [from] },
          { name: 'c-apart', kind: 'apart', vms: [B, C] },
          { name: 'd-disabled', kind: 'together', vms: [A, B], disabled: true },
        ],
      });
      expect(await rules()).toEqual([
        `a-pinned DRS onHosts must: ${A} | ${[from, first].sort().join(' ')}`,
        `b-away DRS notOnHosts should: ${B} | ${from}`,
        `c-apart DRS apart must: ${B} ${C} | `,
      ]);
      const vm = await vmRow();
      const to = present(
        others.find(({ name }) => name === second),
        'another host',
      );
      await expect(migrateVm({ ctx, input: { vmId: vm.id, toHostId: to.id } })).rejects.toMatchObject({
        facts: expect.objectContaining({ rule: 'a-pinned (DRS)' }),
      });
      const panel = await readVmPanel({
        ctx,
        input: { vmId: vm.id, hostId: vm.hostId, choice: { range: '1h', span: null, group: null } },
      });
      expect(panel?.rules.map(({ name }) => name)).toEqual(['a-pinned']);
      await vcenter.order('rules', { cluster: 'DC0_C0' });
      expect(await rules()).toEqual([]);
    });

    it('leave a VM to DRS that moves only this one, and one alone that is excluded from it', async () => {
      await vcenter.order('drs', { cluster: 'DC0_C0', behavior: 'manual' });
      await vcenter.order('rules', {
        cluster: 'DC0_C0',
        overrides: [
          { vm: A, behavior: 'fullyAutomated' },
          { vm: B, behavior: '' },
          { vm: C, behavior: 'partiallyAutomated' },
        ],
      });
      await world.collect();
      const { balancer } = await database.db.cluster.findUniqueOrThrow({ where: { id: world.clusterId } });
      const uuids = await Promise.all(
        [A, B].map((name) => database.db.vm.findFirstOrThrow({ where: { name } }).then(({ uuid }) => uuid)),
      );
      expect(balancer).toEqual({
        name: 'DRS',
        mode: 'automatic',
        movedUuids: [uuids[0]],
        excludedUuids: [uuids[1]],
      });
      const state = await readClusterState(database.db, world.clusterId);
      const { vms } = snapshotOf(state, new Date());
      const held = vms.flatMap(({ name, balancedBy, excludedBy }) =>
        balancedBy || excludedBy ? `${name} ${balancedBy ?? '-'} ${excludedBy ?? '-'}` : [],
      );
      expect(held.sort()).toEqual([`${A} DRS -`, `${B} - DRS`]);
      expect((await suggestMoves({ ctx, input: { clusterId: world.clusterId } })).code).not.toBe(
        'other-balancer',
      );
    });
  });

  describe('tags', () => {
    it('are those of vCenter with their categories, and rules go by them', async () => {
      const { hostId, host } = await vmRow();
      await vcenter.order('tags', { vm: VM, names: ['Tier/Gold', 'Backup/yes'] });
      await vcenter.order('tags', { host: host.name, names: ['Site/North'] });
      await world.restart(); // tags are read once a minute
      await world.collect();
      expect((await vmRow()).tags).toEqual(['backup/yes', 'tier/gold']);
      expect((await database.db.host.findUniqueOrThrow({ where: { id: hostId } })).tags).toEqual([
        'site/north',
      ]);
      const rule = {
        name: 'gold',
        kind: 'onHosts' as const,
        mode: 'must' as const,
        vmTags: ['tier/gold'],
        hostTags: ['site/north'],
      };
      await addRule({ ctx, input: { clusterId: world.clusterId, rule } });
      const page = await readRules({ ctx, input: { clusterId: world.clusterId } });
      expect(page.rules).toMatchObject([{ vms: [{ name: VM }], hosts: [{ id: hostId }], broken: [] }]);
      await vcenter.order('tags', { vm: VM, names: [] });
      await world.restart();
      await world.collect();
      expect((await vmRow()).tags).toEqual([]);
    });
  });

  describe('maintenance mode', () => {
    const hostRow = (id: string) => database.db.host.findUniqueOrThrow({ where: { id } });
    /** An observation, and what follows from it. */
    const settle = async () => {
      await world.collect();
      await orderMaintenance({ ctx, driver: world.driver(), input: { clusterId: world.clusterId } });
    };
    /** Until the manager has carried out, or refused, what it is asked for. */
    const untilHost = async (id: string, is: (host: Awaited<ReturnType<typeof hostRow>>) => boolean) => {
      for (let tries = 0; tries < 40; tries++) {
        await settle();
        if (is(await hostRow(id))) return hostRow(id);
        await sleep(50);
      }
      throw new Error('the host did not become so');
    };
    const emptied = async (vsanData: 'evacuateAllData' | null = null) => {
      const { hostId } = await vmRow();
      const { runId } = await evacuateHost({
        ctx,
        input: { hostId, vsanData, leave: await stoppedOn(hostId) },
      });
      if (runId) await world.finish(runId);
      return hostId;
    };
    const stoppedOn = async (hostId: string) =>
      (await database.db.vm.findMany({ where: { hostId, state: 'stopped' } })).map(({ id }) => id);
    const viewOf = async (hostId: string) =>
      (await readHost({ ctx, input: { hostId, choice: { range: '1h', span: null, group: null } } })).host;

    it('follows an evacuation, with the choice for vSAN, and ends as the host returns', async () => {
      await vcenter.order('vsan', { cluster: 'DC0_C0', on: true });
      await world.collect();
      const hostId = await emptied('evacuateAllData');
      expect(await untilHost(hostId, ({ inMaintenance }) => inMaintenance === true)).toMatchObject({
        mode: 'maintenance',
      });
      expect(await vcenter.vsanData()).toBe('evacuateAllData');
      await settle();
      expect((await viewOf(hostId)).manager).toMatchObject({ state: 'both', error: null });
      await leaveMaintenance({ ctx, input: { hostId } });
      expect((await viewOf(hostId)).manager).toMatchObject({ state: 'leaving' });
      const back = await untilHost(hostId, ({ managerOrder }) => managerOrder === null);
      expect(back).toMatchObject({ mode: 'active', inMaintenance: false });
      expect((await viewOf(hostId)).manager).toBeNull();
    });

    it('is not ordered twice while vCenter is entering it, also by a new start, and can be taken back', async () => {
      await vcenter.order('entering', { on: true });
      const hostId = await emptied();
      await settle();
      await settle();
      await world.restart();
      await settle();
      const entering = await hostRow(hostId);
      expect(entering).toMatchObject({ mode: 'maintenance', inMaintenance: false });
      expect(entering.managerOrder).toMatchObject({ want: 'enter', vsanData: null, error: null });
      await leaveMaintenance({ ctx, input: { hostId } });
      await untilHost(hostId, ({ managerOrder }) => managerOrder === null);
      await vcenter.order('entering', { on: false });
      await sleep(100);
      await world.collect();
      expect(await hostRow(hostId)).toMatchObject({ mode: 'active', inMaintenance: false });
    });

    it('that is refused is said on the page', async () => {
      await vcenter.order('privileges', { names: ['Host.Config.Maintenance'] });
      const hostId = await emptied();
      await untilHost(hostId, ({ managerOrder }) => managerOrder?.error != null);
      expect((await viewOf(hostId)).manager).toMatchObject({
        state: 'entering',
        error: { code: 'privilege-missing', facts: { detail: 'Host.Config.Maintenance' } },
      });
    });

    it('that somebody set in vCenter is shown, and nothing is placed there', async () => {
      const { hostId } = await vmRow();
      const other = await database.db.host.findFirstOrThrow({ where: { id: { not: hostId } } });
      await vcenter.order('maintenance', { host: other.name, on: true });
      await settle();
      expect(await viewOf(other.id)).toMatchObject({
        mode: 'active',
        isMaintainedThere: true,
        manager: { state: 'there', error: null },
      });
      const vm = await vmRow();
      await expect(migrateVm({ ctx, input: { vmId: vm.id, toHostId: other.id } })).rejects.toMatchObject({
        facts: expect.objectContaining({ state: 'maintenance' }),
      });
    });
  });

  it('renews a session of the REST API that has ended', async () => {
    const { address, fingerprint } = vcenter;
    const vapi = createVapi({ address: new URL(address), user: USER, password: PASSWORD, fingerprint });
    await vcenter.order('tags', { vm: VM, names: ['Tier/Gold'] });
    expect(await vapi.get('/tagging/tag')).toHaveLength(1);
    await vcenter.order('sessions', {});
    expect(await vapi.get('/tagging/tag')).toHaveLength(1);
    await vapi.close();
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
