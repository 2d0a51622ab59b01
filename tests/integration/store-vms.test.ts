import { expect, it } from 'vitest';
import { readClusterVms } from '../../lib/db/cluster-vms.ts';
import { storeVms } from '../../lib/db/inventory.ts';
import type { VmRow } from '../../lib/db/rows.ts';
import { present } from '../../lib/model/present.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const seenAt = new Date('2026-11-30T10:00:00Z');

async function makeVm() {
  const { db } = database;
  const world = await makeObservedCluster(db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('a', 'h1', { memoryMiB: 1024 })],
  });
  const read = async () => present((await readClusterVms(db, world.cluster.id))[0], 'VM');
  const store = (vm: VmRow, known: VmRow[]) => db.$transaction((tx) => storeVms(tx, [vm], known));
  return { ...world, row: await read(), read, store };
}

it('writes only what was measured while the rest of a VM is as it was read', async () => {
  const { row, read, store, hostId } = await makeVm();
  // meanwhile a run has moved it: what the reading shows of its place is older
  await database.db.vm.update({ where: { id: row.id }, data: { hostId: hostId('h2'), name: 'renamed' } });
  await store({ ...row, cores: 1.25, seenAt }, [row]);
  expect(await read()).toMatchObject({ hostId: hostId('h2'), name: 'renamed', cores: 1.25, seenAt });
});

it.each<Partial<VmRow>>([
  { name: 'b' },
  { memoryMiB: 2048 },
  { tags: ['new'] },
  { networks: [] },
  { ties: [{ kind: 'tpm', name: 'tpm0', blocks: ['live'] }] },
  { state: 'stopped' },
  { missingSince: seenAt },
])('writes a VM in full when %j has changed', async (change) => {
  const { row, read, store } = await makeVm();
  await store({ ...row, ...change, cores: 1.25 }, [row]);
  expect(await read()).toEqual({ ...row, ...change, cores: 1.25 });
});

it('writes nearly every new version of a VM into the page of the old one, and no index', async () => {
  const { cluster } = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1', { memoryMiB: 1_048_576 })],
    vms: Array.from({ length: 200 }, (_, i) => simulatedVm(`vm-${i}`, 'h1', { memoryMiB: 1024 })),
  });
  const vms = await readClusterVms(database.db, cluster.id);
  const [counted] = await database.db.$transaction(async (tx) => {
    await storeVms(
      tx,
      vms.map((vm) => ({ ...vm, cores: 1.25, seenAt })),
      vms,
    );
    return tx.$queryRaw<[{ all: bigint; inPlace: bigint }]>`
      SELECT pg_stat_get_xact_tuples_updated('vm'::regclass) AS all,
        pg_stat_get_xact_tuples_hot_updated('vm'::regclass) AS "inPlace"`;
  });
  // of all transactions of this connection that PostgreSQL has not counted yet
  expect(counted.all).toBeGreaterThanOrEqual(200n);
  expect(Number(counted.inPlace)).toBeGreaterThan(0.9 * Number(counted.all)); // 0.02 without space in each page
});
