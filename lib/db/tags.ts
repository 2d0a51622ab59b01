import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';

const tables = { vms: Prisma.sql`vm`, hosts: Prisma.sql`host` };

/** Every tag that a VM, or a host, has, in order. */
export async function readTags(db: Database, of: 'vms' | 'hosts'): Promise<string[]> {
  const rows = await db.$queryRaw<{ tag: string }[]>`
    SELECT DISTINCT unnest(tags) AS tag FROM ${tables[of]} ORDER BY tag`;
  return rows.map(({ tag }) => tag);
}
