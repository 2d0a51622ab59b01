import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import type { Context } from '../../lib/services/context.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import type { StandIn } from '../proxmox/proxmox.ts';
import type { StandVm } from '../proxmox/world.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withProxmox } from './support/with-proxmox.ts';

const database = withTestDatabase();
const choice = { range: '24h', span: null, group: null } as const;
const MIB = 2 ** 20;
let standIn: StandIn;
let ctx: Context;
let ballast: Connected;
let web: StandVm;

withProxmox(database, { vms: 6, prepare: addLocalDisk }, (made) => {
  ({ standIn, ctx, ballast } = made);
  web = standIn.vm('web-1');
});

function addLocalDisk(before: StandIn): void {
  const vm = before.vm('web-1');
  vm.config = { ...vm.config, scsi1: `local-lvm:vm-${vm.vmid}-disk-1,size=2G` };
}

const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: 'web-1' }, include: { host: true } });
const otherHost = async () => {
  const { hostId } = await vmRow();
  return database.db.host.findFirstOrThrow({ where: { id: { not: hostId } }, orderBy: { name: 'asc' } });
};
const takeDisks = () =>
  editPolicy({
    ctx,
    input: { scope: 'cluster', clusterId: ballast.clusterId, version: 0, change: { localDisks: 'take' } },
  });

describe('a VM with a local disk', () => {
  it('stays on its host, and the panel offers to copy the disk', async () => {
    const { id: vmId, hostId } = await vmRow();
    const panel = present(await readVmPanel({ ctx, input: { vmId, hostId, choice } }), 'the panel');
    expect(panel.destinations?.map(({ rejection }) => rejection?.code)).toEqual(['local-disk', 'local-disk']);
    expect(panel.withDisks?.diskMiB).toBe(2048);
    expect(panel.withDisks?.destinations.map(({ rejection }) => rejection)).toEqual([null, null]);
    expect(panel.withDisks?.destinations[0]?.live?.transferredMiB).toBeGreaterThan(2048);
    const { id: toHostId } = await otherHost();
    await expect(migrateVm({ ctx, input: { vmId, toHostId } })).rejects.toMatchObject({
      code: 'migration-refused',
    });
  });

  it('moves with it where the order says so', async () => {
    const { id: vmId } = await vmRow();
    const { id: toHostId, name } = await otherHost();
    const { runId } = await migrateVm({ ctx, input: { vmId, toHostId, localDisks: 'take' } });
    await ballast.finish(runId);
    const move = await database.db.move.findFirstOrThrow({ where: { runId } });
    expect(move).toMatchObject({ state: 'done', code: null, options: { localDisks: 'take' } });
    expect(move.statistics).toMatchObject({ diskBytes: 2048 * MIB });
    expect(move.predictedSeconds).toBeGreaterThan(0);
    await ballast.collect();
    expect((await vmRow()).host.name).toBe(name);
  });

  it('leaves with it in an evacuation where the policy says so', async () => {
    await takeDisks();
    const { hostId } = await vmRow();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds: [hostId] } });
    await ballast.finish(present(runId, 'the run'));
    await ballast.collect();
    expect((await vmRow()).hostId).not.toBe(hostId);
    expect(web.node).not.toBe('pve1');
  });

  it('leaves with it in an evacuation whose order says so', async () => {
    const { hostId } = await vmRow();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds: [hostId], localDisks: 'take' } });
    await ballast.finish(present(runId, 'the run'));
    expect(web.node).not.toBe('pve1');
  });

  it('stays where the destination has no space for it', async () => {
    standIn.world.localFreeMiB = 100;
    const { id: vmId } = await vmRow();
    const { id: toHostId } = await otherHost();
    const { runId } = await migrateVm({ ctx, input: { vmId, toHostId, localDisks: 'take' } });
    await ballast.finish(runId);
    const move = await database.db.move.findFirstOrThrow({ where: { runId } });
    expect(move.code).toBe('storage-missing');
    expect(web.node).toBe('pve1');
  });
});
