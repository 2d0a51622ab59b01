import { describe, expect, it } from 'vitest';
import { descriptorOf } from '../../lib/drivers/registry.ts';
import { present } from '../../lib/model/present.ts';
import { connectClusters } from '../../lib/services/clusters/connect-clusters.ts';
import { editCluster } from '../../lib/services/clusters/edit-cluster.ts';
import { listOfferedClusters } from '../../lib/services/clusters/list-offered-clusters.ts';
import type { Context } from '../../lib/services/context.ts';
import { rateDestinations } from '../../lib/services/orders/migrate-vm.ts';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { entryOf, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withVcenter } from './support/with-vcenter.ts';

const VM = 'DC0_C0_RP0_VM0';
const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(`the figures and EVC modes of vCenter ${reason ?? ''}`, () => {
  const database = withTestDatabase();
  let vcenter: Vcenter;
  let ctx: Context;
  let world: Connected;

  withVcenter(database, { clusters: 1, hosts: 6, vms: 90 }, (made) => {
    ({ vcenter, ctx, world } = made);
  });

  const configured = async () => present((await listClusters({ ctx }))[0], 'the cluster');
  const choose = async (figures: 'summary' | 'samples') => {
    const { id: clusterId, intervalSeconds } = await configured();
    const input = { clusterId, intervalSeconds, seenSeconds: intervalSeconds, figures };
    await editCluster({ ctx, input });
    await world.restart(); // as the worker does, because the configuration is another one
  };
  /** Busy cores of the VM, and the memory of the first host, as the driver reads them. */
  const read = async () => {
    const hosts = await database.db.host.findMany({ orderBy: { name: 'asc' } });
    const { hosts: readings } = await world.driver().observeCluster(hosts.map(({ id }) => id));
    const seen = readings.flatMap((reading) => ('observation' in reading ? reading.observation : []));
    expect(seen).toHaveLength(6);
    const vm = seen.flatMap(({ vms }) => vms).find(({ name }) => name === VM);
    return { cores: vm?.cpuCoresUsed, memoryMiB: vm?.memoryUsedMiB, hostMiB: seen[0]?.use.memoryUsedMiB };
  };

  it('are those of the summary until performance statistics are chosen, which are as exact', async () => {
    expect(descriptorOf('vsphere').abilities.samples).toBe(true);
    expect((await configured()).managerFigures).toBe('summary');
    const before = await read();
    await vcenter.order('sample', { vm: VM, mhz: 5200 });
    expect(await read()).toEqual(before);
    await choose('samples');
    expect((await configured()).managerFigures).toBe('samples');
    expect(await read()).toEqual({ ...before, cores: 2 }); // of 2,600 MHz; the others as before
    await choose('summary');
    expect(await read()).toEqual(before);
    const audits = await database.db.auditEntry.findMany({ where: { action: 'cluster.edit' } });
    expect(audits.map(({ details }) => details)).toContainEqual(
      expect.objectContaining({ to: expect.objectContaining({ figures: 'samples' }) }),
    );
  });

  it('keep those of the summary for a VM that has no sample', async () => {
    const before = await read();
    await vcenter.order('sample', { vm: VM, mhz: -1 });
    await choose('samples');
    expect(await read()).toEqual(before);
  });

  it('do not make the cluster another one: it cannot be connected twice', async () => {
    await choose('samples');
    const [offered] = await listOfferedClusters({ ctx, input: entryOf(vcenter) });
    const clusters = [{ name: 'again', config: present(offered, 'the cluster').config }];
    await expect(connectClusters({ ctx, input: { ...entryOf(vcenter), clusters } })).rejects.toMatchObject({
      code: 'cluster-connected',
    });
  });

  it('go with EVC modes: a VM that needs a later one cannot go to a host of an earlier one', async () => {
    const vm = () => database.db.vm.findFirstOrThrow({ where: { name: VM }, include: { host: true } });
    await vcenter.order('evc', { vm: VM, state: 'intel-icelake' });
    const others = await database.db.host.findMany({ where: { id: { not: (await vm()).hostId } } });
    const [early, same] = others.map(({ id, name }) => ({ id, name }));
    await vcenter.order('evc', { host: early?.name ?? '', state: 'intel-haswell' });
    await world.collect();
    const { id: vmId } = await vm();
    const { ratings } = await rateDestinations({ ctx, input: { vmId } });
    const rejectionAt = (hostId?: string) => ratings.find((rating) => rating.hostId === hostId)?.rejection;
    expect(rejectionAt(early?.id)).toMatchObject({
      code: 'cpu-feature-missing',
      facts: { missing: 'EVC intel-icelake' },
    });
    expect(rejectionAt(same?.id)?.code).not.toBe('cpu-feature-missing');
  });
});
