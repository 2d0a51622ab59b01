import { expect, it } from 'vitest';
import { connectDatabase } from '../../lib/db/client.ts';
import { readClusterVms } from '../../lib/db/cluster-vms.ts';
import { withOwnPolicy } from '../../lib/db/policies.ts';
import type { StoredValueError } from '../../lib/db/stored-value-error.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** Three VMs, of which the first has a value in every column and every relation. */
async function makeVms() {
  const world = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: ['b', 'a', 'b10', 'b2'].map((name) => simulatedVm(name, 'h1', { memoryMiB: 1024 })),
  });
  const [vmId, at] = [await world.vmId('a'), new Date('2026-03-29T00:59:59.123Z')];
  await database.db.vm.update({
    where: { id: vmId },
    data: {
      cpuStillSince: at,
      lastMigratedAt: at,
      dirtyAskedAt: at,
      missingSince: at,
      demandCores: 0.1 + 0.2,
      tags: ['it, "quoted"', 'ü'],
      hostCpus: [0, 3],
      duplicateHostId: world.hostId('h2'),
      ties: [{ kind: 'tpm', name: 'tpm0', blocks: ['live'] }],
      learned: { dirtyMiBps: 1.5, workingSetMiB: 2, pattern: 'random', touchedMiB: null, seenAtMs: 3 },
    },
  });
  await database.db.$executeRaw`UPDATE vm SET networks = NULL WHERE id = ${vmId}::uuid`; // as in old databases
  await database.db.policy.create({ data: { scope: 'vm', vmId, patch: { targetPauseMs: 100 } } });
  await database.db.vmExemption.create({
    data: { vmId, code: 'asked', by: 'ann', at, until: new Date(at.getTime() + 1000) },
  });
  return { vmId, clusterId: world.cluster.id };
}

it('reads the same rows as Prisma, by the bytes of their names', async () => {
  const { clusterId } = await makeVms();
  await makeVms(); // another cluster
  const unsorted = await database.db.vm.findMany({
    where: { clusterId },
    include: { exemption: true, ...withOwnPolicy },
  });
  const rows = unsorted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  expect(rows[0]).toMatchObject({ name: 'a', policy: { version: 1 }, exemption: { by: 'ann' } });
  expect(await readClusterVms(database.db, clusterId)).toEqual(rows);
  expect(await database.db.$transaction((tx) => readClusterVms(tx, clusterId))).toEqual(rows);
});

it('reports a value that cannot be read once, and replaces it', async () => {
  const { clusterId, vmId } = await makeVms();
  await database.db.$executeRaw`UPDATE vm SET ties = '{"odd": true}' WHERE id = ${vmId}::uuid`;
  const reports: StoredValueError[] = [];
  const db = connectDatabase(database.url, 2, (error) => reports.push(error));
  try {
    for (const rows of [await readClusterVms(db, clusterId), await readClusterVms(db, clusterId)])
      expect(rows[0]?.ties).toMatchObject([{ kind: 'tied' }]);
    await db.$transaction((tx) => readClusterVms(tx, clusterId));
    expect(reports.map(({ table, column, id }) => [table, column, id])).toEqual([['vm', 'ties', vmId]]);
  } finally {
    await db.$disconnect();
  }
});
