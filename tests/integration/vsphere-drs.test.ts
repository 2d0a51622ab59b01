import { describe, expect, it } from 'vitest';
import { createVapi } from '../../lib/drivers/vsphere/vapi.ts';
import { present } from '../../lib/model/present.ts';
import type { Context } from '../../lib/services/context.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readRules } from '../../lib/views/rules/read-rules.ts';
import { PASSWORD, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withVcenter } from './support/with-vcenter.ts';

const VM = 'DC0_C0_RP0_VM0';
const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(
  `DRS and tags of vSphere${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    const database = withTestDatabase();
    let vcenter: Vcenter;
    let ctx: Context;
    let world: Connected;

    withVcenter(database, { clusters: 2, hosts: 3, vms: 8 }, (made) => {
      ({ vcenter, ctx, world } = made);
    });

    const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: VM }, include: { host: true } });

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

    it('renews a session of the REST API that has ended', async () => {
      const { address, fingerprint } = vcenter;
      const vapi = createVapi({ address: new URL(address), user: USER, password: PASSWORD, fingerprint });
      await vcenter.order('tags', { vm: VM, names: ['Tier/Gold'] });
      expect(await vapi.get('/tagging/tag')).toHaveLength(1);
      await vcenter.order('sessions', {});
      expect(await vapi.get('/tagging/tag')).toHaveLength(1);
      await vapi.close();
    });
  },
);
