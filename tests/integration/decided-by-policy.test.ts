import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const gpu = { localDevices: ['pci 0000:65:00.0'] };
const off = { state: 'stopped' as const, ...gpu };

async function makeCluster(vms: ReturnType<typeof simulatedVm>[]) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms,
  });
  const hostIds = [made.hostId('h1')];
  const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: made.hostId('h1') } });
  const decided = async (input: object = {}) =>
    (await readEvacuation({ ctx: made.ctx, input: { hostIds, ...input } })).decided.ways.map(
      ({ vm, way, source, match }) => [vm, way, source, match],
    );
  const evacuate = (input: object = {}) => evacuateHosts({ ctx: made.ctx, input: { hostIds, ...input } });
  return { ...made, hostIds, h1, decided, evacuate };
}

describe('decisions of the policy about VMs that cannot leave', () => {
  it('never let a stopped VM with a local device keep a host draining, without any setting', async () => {
    const { decided, evacuate, collect, h1, finish } = await makeCluster([
      simulatedVm('cad', 'h1', off),
      simulatedVm('web', 'h1'),
    ]);
    expect(await decided()).toEqual([['cad', 'leave', 'default', null]]);
    const { runId } = await evacuate();
    await finish(present(runId, 'run'));
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
  });

  it('come by name, tag or VM, are shown with where they come from, and may be changed there', async () => {
    const { ctx, cluster, vmId, decided } = await makeCluster([
      simulatedVm('batch-1', 'h1', { ...gpu, tags: ['batch'] }),
      simulatedVm('db-1', 'h1', gpu),
      simulatedVm('db-2', 'h1', gpu),
      simulatedVm('web', 'h1'),
    ]);
    expect(await decided()).toEqual([]); // running VMs: a person is asked
    await sayPolicy(database.db, cluster.id, {
      runningCannotLeave: 'shutDown',
      cannotLeaveBy: [
        { match: 'tag:Batch', way: 'shutDown' },
        { match: 'db-*', way: 'leave' },
      ],
    });
    await database.db.policy.create({
      data: { scope: 'vm', vmId: await vmId('db-2'), patch: { runningCannotLeave: 'ask' } },
    });
    expect(await decided()).toEqual([
      ['batch-1', 'shutDown', 'cluster', 'tag:Batch'],
      ['db-1', 'leave', 'cluster', 'db-*'],
    ]);
    const page = await readEvacuation({ ctx, input: { hostIds: [(await vmRow('db-2')).hostId] } });
    expect(page.blockers.map(({ vm }) => vm)).toEqual(['db-2']);
    expect(await decided({ ask: [await vmId('batch-1')], shutDown: [await vmId('db-1')] })).toEqual([
      ['db-1', 'shutDown', 'person', null],
    ]);
  });

  it('are in the audit with their source', async () => {
    const { cluster, evacuate, finish, hostIds } = await makeCluster([simulatedVm('batch-1', 'h1', gpu)]);
    await sayPolicy(database.db, cluster.id, { runningCannotLeave: 'shutDown' });
    const { runId } = await evacuate();
    await finish(present(runId, 'run'));
    const [entry] = await database.db.auditEntry.findMany({
      where: { action: 'host.evacuate', targetId: hostIds[0] ?? null },
    });
    expect(entry?.details).toMatchObject({ shutDown: 'batch-1 (cluster)' });
    expect(await database.db.powerStep.findFirst({ where: { runId } })).toMatchObject({
      source: 'cluster',
      state: 'done',
    });
  });

  it('are not needed for what was decided when the host began to drain', async () => {
    const { vmId, decided, evacuate, finish, collect, h1 } = await makeCluster([
      simulatedVm('cad', 'h1', gpu),
      simulatedVm('other', 'h1', gpu),
    ]);
    const { runId } = await evacuate({ leave: [await vmId('cad')] });
    await finish(present(runId, 'run'));
    await collect();
    expect(await h1()).toMatchObject({ mode: 'draining' }); // the other one has no decision
    expect(await decided()).toEqual([['cad', 'leave', 'before', null]]);
    expect(await decided({ ask: [await vmId('cad')] })).toEqual([]);
    await evacuate({ leave: [await vmId('other')] });
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
  });
});

const vmRow = (name: string) => database.db.vm.findFirstOrThrow({ where: { name }, orderBy: { id: 'desc' } });
