import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../lib/services/context.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { orderMaintenance } from '../../lib/services/maintenance/order-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withVcenter } from './support/with-vcenter.ts';

const VM = 'DC0_C0_RP0_VM0';
const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(
  `maintenance mode of vSphere${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    const database = withTestDatabase();
    let vcenter: Vcenter;
    let ctx: Context;
    let world: Connected;

    withVcenter(database, { clusters: 2, hosts: 3, vms: 8 }, (made) => {
      ({ vcenter, ctx, world } = made);
    });

    const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: VM }, include: { host: true } });

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
  },
);
