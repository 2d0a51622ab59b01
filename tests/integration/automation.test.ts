import { describe, expect, it } from 'vitest';
import type { VmFilter } from '../../lib/model/list-filter.ts';
import { present } from '../../lib/model/present.ts';
import { setAutomation } from '../../lib/services/vms/set-automation.ts';
import { undoAutomation } from '../../lib/services/vms/undo-automation.ts';
import { listAutomationChanges } from '../../lib/views/vms/list-automation-changes.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms: [
      simulatedVm('web-01', 'h1', { tags: ['web'] }),
      simulatedVm('web-02', 'h1', { tags: ['web'] }),
      simulatedVm('web-03', 'h2', { tags: ['web'] }),
      simulatedVm('db-01', 'h2'),
    ],
  });
  const { ctx, cluster, vmId } = made;
  const filter: VmFilter = {
    name: '',
    clusterId: cluster.id,
    hostId: null,
    tag: null,
    show: 'all',
    sort: 'name',
  };
  const set = (input: object) => setAutomation({ ctx, input: { automation: 'excluded', ...input } });
  const undo = (changeId: string | null) => undoAutomation({ ctx, input: { changeId } });
  const levels = async () => {
    const vms = await database.db.vm.findMany({ where: { clusterId: cluster.id }, orderBy: { name: 'asc' } });
    return vms.map(({ automation }) => automation).join(' ');
  };
  return { ...made, filter, set, undo, levels, vmId };
}

describe('the automation of many VMs', () => {
  it('is set for all that match a filter except some, with one audit row that counts and names them', async () => {
    const { set, levels, filter, vmId, cluster } = await makeCluster();
    const vms = { filter: { ...filter, tag: 'web' }, exceptIds: [await vmId('web-03')] };
    const { changeId, count } = await set({ vms, reason: 'until the audit' });
    expect(count).toBe(2);
    expect(await levels()).toBe('inherit excluded excluded inherit');
    const entries = await database.db.auditEntry.findMany({
      where: { targetId: present(changeId, 'the change') },
    });
    expect(entries).toMatchObject([
      {
        action: 'vm.automation',
        target: 'web-01, web-02',
        details: { automation: 'excluded', vms: 2, note: 'until the audit' },
      },
    ]);
    const events = await database.db.event.findMany({ where: { clusterId: cluster.id, topic: 'policy' } });
    expect(events.map(({ facts }) => facts)).toEqual([
      { cluster: cluster.name, vms: 2, automation: 'excluded' },
    ]);
  });

  it('is taken back to what each VM had before', async () => {
    const { set, undo, levels, filter, vmId } = await makeCluster();
    await set({ vms: { vmIds: [await vmId('web-01')] }, automation: 'manual' });
    const { changeId, count } = await set({ vms: { filter, exceptIds: [] } });
    expect([count, await levels()]).toEqual([4, 'excluded excluded excluded excluded']);
    expect(await undo(changeId)).toEqual({ count: 4, kept: 0 });
    expect(await levels()).toBe('inherit manual inherit inherit');
    await expect(undo(changeId)).rejects.toMatchObject({ code: 'change-undone' });
  });

  it('stays for VMs that somebody has changed since', async () => {
    const { set, undo, levels, filter, vmId } = await makeCluster();
    const { changeId } = await set({ vms: { filter: { ...filter, tag: 'web' }, exceptIds: [] } });
    await set({ vms: { vmIds: [await vmId('web-01')] }, automation: 'manual' });
    // back to the same level, by a decision of its own
    await set({ vms: { vmIds: [await vmId('web-02')] }, automation: 'inherit' });
    await set({ vms: { vmIds: [await vmId('web-02')] } });
    expect(await undo(changeId)).toEqual({ count: 1, kept: 2 });
    expect(await levels()).toBe('inherit manual excluded inherit');
  });

  it('changes and records nothing if all have that level already', async () => {
    const { set, vmId } = await makeCluster();
    const before = await database.db.auditEntry.count();
    const vms = { vmIds: [await vmId('db-01')] };
    expect(await set({ vms, automation: 'inherit' })).toEqual({ changeId: null, count: 0 });
    expect(await database.db.auditEntry.count()).toBe(before);
  });

  it('is not for viewers, and an unknown change cannot be undone', async () => {
    const { ctx, vmId, undo, clock } = await makeCluster();
    const input = { vms: { vmIds: [await vmId('db-01')] }, automation: 'excluded' };
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(setAutomation({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    const none = '00000000-0000-7000-8000-000000000000';
    await expect(undo(none)).rejects.toMatchObject({ code: 'change-not-found' });
    await setAutomation({ ctx, input });
    expect((await listAutomationChanges({ ctx }))[0]).toMatchObject({ count: 1, at: clock.now() });
  });
});
