import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { optimizeCluster } from '../../lib/services/plans/optimize-cluster.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

// What users of other products complained about when hosts were emptied (docs/evacuation.md has the list).
const database = withTestDatabase();
const off = { state: 'stopped' as const };

async function makeCluster(vms: ReturnType<typeof simulatedVm>[], names = ['h1', 'h2'], more: object = {}) {
  const made = await makeObservedCluster(database.db, {
    hosts: names.map((name) => simulatedHost(name, more)),
    vms,
  });
  const hostIds = [made.hostId('h1')];
  const modeOf = async (name = 'h1') =>
    (await database.db.host.findUniqueOrThrow({ where: { id: made.hostId(name) } })).mode;
  const evacuate = async (input: object = {}) => {
    const { runId } = await evacuateHosts({ ctx: made.ctx, input: { hostIds, ...input } });
    if (runId) await made.finish(runId);
    await made.collect();
    return runId;
  };
  const rule = async (kind: 'apart' | 'together', vmNames: string[]) => {
    const admin = { ...made.ctx, actor: personWith('administrator') };
    const vmIds = await Promise.all(vmNames.map(made.vmId));
    const content = { name: kind, kind, mode: 'must', vmIds };
    await addRule({ ctx: admin, input: { clusterId: made.cluster.id, rule: content } });
  };
  return { ...made, hostIds, modeOf, evacuate, rule };
}

describe('a drain', () => {
  it('is not refused because a rule keeps a VM apart from one that is stopped (OpenNebula/one#1318)', async () => {
    const { evacuate, rule, modeOf, places } = await makeCluster([
      simulatedVm('dc1', 'h1'),
      simulatedVm('dc2', 'h2', off),
    ]);
    await rule('apart', ['dc1', 'dc2']);
    await evacuate();
    expect(await modeOf()).toBe('maintenance');
    expect(await places()).toEqual({ dc1: 'h2', dc2: 'h2' });
  });

  it('is not refused because a partner is stopped on a host in maintenance (OpenNebula/one#1318)', async () => {
    const made = await makeCluster(
      [simulatedVm('web', 'h1'), simulatedVm('db', 'h3', off)],
      ['h1', 'h2', 'h3'],
    );
    await made.rule('together', ['web', 'db']);
    const db = await made.vmId('db');
    await evacuateHosts({ ctx: made.ctx, input: { hostIds: [made.hostId('h3')], leave: [db] } });
    await made.collect();
    expect(await made.modeOf('h3')).toBe('maintenance');
    await made.evacuate();
    expect(await made.modeOf()).toBe('maintenance');
    expect(await made.places()).toEqual({ web: 'h2', db: 'h3' });
  });

  it('leaves a VM with saved memory where the memory is, and says why (retspen/webvirtmgr#225)', async () => {
    const saved = {
      ...off,
      ties: [{ kind: 'saved-state' as const, name: 'managed save', blocks: ['offline' as const] }],
    };
    const { ctx, hostIds, vmId, evacuate, modeOf, places } = await makeCluster([
      simulatedVm('erp', 'h1', saved),
    ]);
    const asked = await readEvacuation({ ctx, input: { hostIds, ask: [await vmId('erp')] } });
    expect(asked.blockers).toMatchObject([{ vm: 'erp', ways: ['leave'] }]);
    expect(asked.blockers[0]?.reasons.map(({ code }) => code)).toContain('saved-state');
    await evacuate();
    expect(await modeOf()).toBe('maintenance');
    expect(await places()).toEqual({ erp: 'h1' });
  });

  it('never stops a VM that nobody named, names it first, and ends when it is cancelled (Harvester #5306)', async () => {
    const gpu = { localDevices: ['pci 0000:65:00.0'] };
    const { ctx, hostIds, modeOf, finish, collect } = await makeCluster([
      simulatedVm('cad', 'h1', gpu),
      simulatedVm('web', 'h1'),
    ]);
    const page = await readEvacuation({ ctx, input: { hostIds } });
    expect(page.blockers).toMatchObject([{ vm: 'cad', reasons: [{ code: 'local-device' }] }]);
    const runId = present((await evacuateHosts({ ctx, input: { hostIds } })).runId, 'run');
    await cancelRun({ ctx, input: { runId } });
    await finish(runId);
    await collect();
    expect(await modeOf()).toBe('active');
    const states = await database.db.vm.findMany({ where: { hostId: hostIds[0] }, select: { state: true } });
    expect(states).toEqual([{ state: 'running' }, { state: 'running' }]);
    expect(await database.db.powerStep.count({ where: { runId } })).toBe(0);
  });

  it('is not undone by balancing, which places nothing on the host (PegaProx #78)', async () => {
    const busy = { load: { base: 0.9, noise: 0 }, vcpus: 4 };
    const made = await makeCluster(
      ['a', 'b', 'c'].map((name) => simulatedVm(name, 'h1', busy)),
      ['h1', 'h2'],
    );
    await made.evacuate();
    expect(await made.modeOf()).toBe('maintenance');
    for (let i = 0; i < 8; i++) await made.collect();
    const outcome = await optimizeCluster({ ctx: made.ctx, input: { clusterId: made.cluster.id } });
    expect(outcome.planId).toBeNull(); // h2 is overloaded, and its only relief would be h1
    expect(await made.places()).toEqual({ a: 'h2', b: 'h2', c: 'h2' });
  });

  it('goes to several hosts by load, and none is over its threshold afterwards (ProxCenter #248, #338)', async () => {
    const busy = { load: { base: 0.9, noise: 0 }, vcpus: 4, memoryMiB: 2048 };
    const { ctx, hostIds, evacuate, places } = await makeCluster(
      ['a', 'b'].map((name) => simulatedVm(name, 'h1', busy)),
      ['h1', 'h2', 'h3'],
    );
    const page = await readEvacuation({ ctx, input: { hostIds } });
    expect(page.overThresholdAfter).toBe(0);
    await evacuate();
    expect(Object.values(await places()).sort()).toEqual(['h2', 'h3']);
  });
});
