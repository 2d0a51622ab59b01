import type { Database } from '../../../lib/db/client.ts';
import type { Role } from '../../../lib/model/actor.ts';
import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import { addGroup } from '../../../lib/services/clusters/add-group.ts';
import { connectClusters } from '../../../lib/services/clusters/connect-clusters.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { startPatchRun } from '../../../lib/services/patches/start-patch-run.ts';
import { suggestMoves } from '../../../lib/services/plans/suggest-moves.ts';
import { addRule } from '../../../lib/services/rules/add-rule.ts';
import { addUser } from '../../../lib/services/users/add-user.ts';
import { makeContext, personWith } from '../support/context.ts';
import { makeObservedCluster } from '../support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from '../support/simulated-cluster.ts';

export const PASSWORD = 'a-long-password';
let made = 0;

/** An overloaded host, two others, and a stopped VM. */
export async function observed(db: Database) {
  const loaded = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    simulatedVm(name, 'h1', { load: { base: 0.8, noise: 0 } }),
  );
  const world = await makeObservedCluster(db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [...loaded, simulatedVm('off', 'h3', { state: 'stopped' as const })],
  });
  const system = makeContext(db, { clock: world.clock });
  return { ...world, system, clusterId: world.cluster.id };
}

export async function suggested(db: Database) {
  const world = await observed(db);
  await suggestMoves({ ctx: world.ctx, input: { clusterId: world.clusterId } });
  const plan = await db.plan.findFirstOrThrow({ where: { clusterId: world.clusterId } });
  return { ...world, planId: plan.id };
}

export async function migrated(db: Database, isFinished: boolean) {
  const world = await observed(db);
  const input = { vmId: await world.vmId('a'), toHostId: world.hostId('h2') };
  const { runId } = await migrateVm({ ctx: world.ctx, input });
  if (isFinished) await world.finish(runId);
  return { ...world, runId };
}

export async function patched(db: Database, step: 'person' | 'webhook' = 'person') {
  const world = await observed(db);
  const token = 'a-token-of-many-characters';
  const { patchRunId } = await startPatchRun({
    ctx: world.ctx,
    input: {
      clusterId: world.clusterId,
      hostIds: [world.hostId('h2')],
      step,
      token: step === 'webhook' ? token : null,
    },
  });
  return { ...world, patchRunId, token };
}

export async function entered(db: Database) {
  const ctx = makeContext(db);
  const hosts = ['kvm-01', 'kvm-02'].map((name) => ({ name, uri: `qemu+tcp://${name}.invalid/system` }));
  const { id } = await addCluster({ ctx, input: { name: `lab-${++made}`, driver: 'libvirt', hosts } });
  const host = await db.host.findFirstOrThrow({ where: { clusterId: id } });
  return { ctx, clusterId: id, hostId: host.id };
}

export async function connected(db: Database) {
  const ctx = makeContext(db);
  const endpoint = {
    driver: 'vsphere',
    address: `vcenter-${++made}.invalid`,
    user: 'ballast',
    secret: PASSWORD,
    fingerprint: null,
  };
  const clusters = [{ name: `vsphere-${made}`, config: { cluster: 'domain-c8' } }];
  await connectClusters({ ctx, input: { ...endpoint, clusters } });
  return ctx;
}

export async function ruled(db: Database) {
  const { ctx, clusterId } = await entered(db);
  const rule = { name: 'Databases', kind: 'apart', mode: 'must', vmNames: ['db-*'] } as const;
  const { id } = await addRule({ ctx, input: { clusterId, rule } });
  return { ctx, clusterId, ruleId: id, rule };
}

export async function grouped(db: Database) {
  const { ctx, clusterId } = await entered(db);
  const name = `group-${++made}`;
  const { id } = await addGroup({ ctx, input: { name, clusterIds: [clusterId] } });
  return { ctx, clusterId, name, groupId: id };
}

export async function person(db: Database, role: Role = 'operator') {
  const ctx = makeContext(db);
  const email = `p${++made}@example.com`;
  const { id } = await addUser({ ctx, input: { name: email, email, role, password: PASSWORD } });
  return { ctx, userId: id, self: makeContext(db, { actor: personWith(role, id) }) };
}
