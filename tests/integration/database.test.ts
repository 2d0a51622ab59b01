import { expect, test } from 'vitest';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();

test('the migrated database stores a cluster and returns it', async () => {
  await database.db.cluster.create({ data: { name: 'kvm-east', driver: 'simulator' } });
  const clusters = await database.db.cluster.findMany();
  expect(clusters.map(({ name, intervalSeconds }) => [name, intervalSeconds])).toEqual([['kvm-east', 15]]);
});
