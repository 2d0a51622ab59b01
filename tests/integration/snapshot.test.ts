import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dispatch } from '../../bin/dispatch.ts';
import { prepareDatabase } from '../../bin/with-database.ts';
import { clusterPolicy } from '../../lib/db/policies.ts';
import { planBalance } from '../../lib/engine/balance.ts';
import type { Plan } from '../../lib/model/plan.ts';
import { Policy } from '../../lib/model/policy.ts';
import { Snapshot } from '../../lib/model/snapshot.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { saveSnapshot } from '../../lib/views/snapshot/save-snapshot.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/** Migrated by the command line, which stores a list of the applied migrations. */
const database = withTestDatabase({ empty: true });
let world: Awaited<ReturnType<typeof makeObservedCluster>>;
let folder: string;

/** One host with three busy VMs, another with two nearly idle VMs, a rule, and objects with their own names. */
beforeAll(async () => {
  await prepareDatabase({ url: database.url, ownerUrl: database.url });
  folder = await mkdtemp(path.join(os.tmpdir(), 'ballast-snapshot-'));
  const busy = { vcpus: 4, load: { base: 0.7, noise: 0 } };
  world = await makeObservedCluster(database.db, {
    hosts: ['kvm-01', 'kvm-02', 'kvm-03'].map((name) => simulatedHost(name, { rack: `rack-of-${name}` })),
    vms: [
      ...['db-01', 'db-02', 'db-03'].map((name) => simulatedVm(name, 'kvm-01', busy)),
      ...['web-01', 'web-02'].map((name) => simulatedVm(name, 'kvm-02', { vcpus: 1 })),
    ],
  });
  const vmIds = await Promise.all(['db-01', 'db-02'].map(world.vmId));
  await database.db.rule.create({
    data: {
      clusterId: world.cluster.id,
      name: 'Databases apart',
      kind: 'apart',
      mode: 'must',
      vms: { create: vmIds.map((vmId) => ({ vmId })) },
    },
  });
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line on the test's database. */
async function ballast(argv: string[], input = '') {
  const said = { out: [] as string[], err: [] as string[] };
  const status = await dispatch(argv, {
    out: (line) => said.out.push(line),
    err: (line) => said.err.push(line),
    env: { DATABASE_URL: database.url },
    stdin: Readable.from([input]),
  });
  return { status, ...said };
}

/** The plan for the stored state of the cluster. */
async function livePlan(): Promise<Plan> {
  const state = await readClusterState(database.db, world.cluster.id);
  return planBalance(snapshotOf(state, world.clock.now()), clusterPolicy(state).values);
}

describe('a saved cluster', () => {
  test('contains the input of the planner: the plan and its figures are the same, and the check agrees', async () => {
    const { snapshot, fileName } = await saveSnapshot({
      ctx: world.ctx,
      input: { cluster: { id: world.cluster.id } },
    });
    expect(fileName).toBe(`ballast-${world.cluster.name}-2026-11-23T09-00-30Z.json`);
    const text = JSON.stringify(snapshot);
    expect(Snapshot.parse(JSON.parse(text))).toEqual(JSON.parse(text));
    const live = await livePlan();
    expect(live.moves.length).toBeGreaterThan(0);
    const read = planBalance(Snapshot.parse(JSON.parse(text)), Policy.parse({}));
    expect(JSON.stringify(read)).toBe(JSON.stringify(live));
  });

  test('is a file that plan and plan check accept unchanged', async () => {
    const { snapshot, fileName } = await saveSnapshot({
      ctx: world.ctx,
      input: { cluster: { name: world.cluster.name } },
    });
    const file = path.join(folder, fileName);
    await writeFile(file, JSON.stringify(snapshot));
    const made = await ballast(['plan', 'balance', '--snapshot', file, '--json']);
    expect(made).toMatchObject({ status: 0, err: [] });
    const { planningMs: _, ...plan } = JSON.parse(made.out.join('\n'));
    expect(plan).toEqual(JSON.parse(JSON.stringify(await livePlan())));
    const check = ['plan', 'check', '--snapshot', file, '--plan', '-'];
    expect(await ballast(check, made.out.join('\n'))).toMatchObject({ status: 0, err: [] });
  });

  test('with anonymized names contains no original name, and leads to the same plan', async () => {
    const input = { cluster: { id: world.cluster.id }, isAnonymous: true };
    const { snapshot, fileName } = await saveSnapshot({ ctx: world.ctx, input });
    expect(fileName).toBe('ballast-cluster-2026-11-23T09-00-30Z.json');
    const named = (await saveSnapshot({ ctx: world.ctx, input: { cluster: input.cluster } })).snapshot;
    const text = JSON.stringify(snapshot);
    const secrets = [
      ...[...named.hosts, ...named.vms, ...named.rules].flatMap(({ id, name }) => [id, name ?? id]),
      ...named.hosts.map(({ rack }) => rack ?? ''),
      world.cluster.name,
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(snapshot.vms.map(({ id }) => id).toSorted()).toEqual([
      'vm-001',
      'vm-002',
      'vm-003',
      'vm-004',
      'vm-005',
    ]);
    const live = await livePlan();
    const plan = planBalance(Snapshot.parse(snapshot), Policy.parse({}));
    expect(plan.moves.map(({ wave, predicted }) => ({ wave, predicted }))).toEqual(
      live.moves.map(({ wave, predicted }) => ({ wave, predicted })),
    );
    expect([plan.before, plan.after]).toEqual([live.before, live.after]);
  });

  test('is written to the file, or to standard output as one document', async () => {
    const { name } = world.cluster;
    const file = path.join(folder, 'saved.json');
    expect(await ballast(['snapshot', '--cluster', name, '--output', file])).toEqual({
      status: 0,
      out: [`Saved ${name} in ${file} (hosts: 3, VMs: 5, rules: 1).`],
      err: [],
    });
    const namesIn = (text: string) => Snapshot.parse(JSON.parse(text)).hosts.map((host) => host.name);
    expect(namesIn(await readFile(file, 'utf8'))).toEqual(['kvm-01', 'kvm-02', 'kvm-03']);
    const { status, out } = await ballast(['snapshot', '--cluster', name, '--anonymous']);
    expect(status).toBe(0);
    expect(namesIn(out.join('\n')).toSorted()).toEqual(['host-01', 'host-02', 'host-03']);
  });

  test('of an unknown cluster, or with a wrong option, is refused with one sentence', async () => {
    expect(await ballast(['snapshot', '--cluster', 'nowhere'])).toEqual({
      status: 1,
      out: [],
      err: ['ballast: There is no cluster nowhere.'],
    });
    expect(await ballast(['snapshot'])).toMatchObject({ status: 2 });
    const nowhere = ['snapshot', '--cluster', world.cluster.name, '--output', '/nowhere/at/all.json'];
    expect(await ballast(nowhere)).toMatchObject({ status: 2, out: [] });
  });

  test.each(['not-an-id', '00000000-0000-4000-8000-000000000000'])('of %s is not found', async (id) => {
    const ctx = { ...world.ctx, actor: personWith('viewer') };
    await expect(saveSnapshot({ ctx, input: { cluster: { id } } })).rejects.toMatchObject({
      code: 'cluster-not-found',
    });
  });
});
