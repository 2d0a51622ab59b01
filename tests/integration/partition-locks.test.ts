import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ensurePartitions, listSampleParts } from '../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../lib/db/samples.ts';
import { withTestDatabase } from './support/database.ts';
import { endedOrBlocked } from './support/interleave.ts';

const database = withTestDatabase();
const hour = (n: number) => new Date(Date.UTC(2026, 10, 24, n));
const cluster = { clusterId: randomUUID(), spread: 0, peak: 0, overloadedHosts: 0, starvedVms: 0 };
const counted = async () =>
  (await listSampleParts(database.db)).filter(({ from }) => from.getTime() === hour(5).getTime()).length;

/** Otherwise the connection of the writer may miss the new partition for as long as an hour. */
it('creates partitions while nobody is writing, and lets readers pass', async () => {
  await ensurePartitions(database.db, hour(4), hour(4));
  let creating: Promise<void> | undefined;
  await database.db.$transaction(async (tx) => {
    await insertSamples(tx, hour(4), { hosts: [], vms: [], cluster });
    creating = ensurePartitions(database.db, hour(5), hour(5));
    await endedOrBlocked(database.db, creating);
    expect(await counted()).toBe(0);
    const rows = await database.db.$queryRaw`SELECT cluster_id FROM samples.cluster_sample`;
    expect(rows).toEqual([]); // the writer has not ended
  });
  await creating;
  expect(await counted()).toBe(3);
});
