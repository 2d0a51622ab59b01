import {
  LIST_PART_ROWS,
  type ListPart,
  type VmFilter,
  type VmShow,
  type VmSort,
} from '../model/list-filter.ts';
import type { Database } from './client.ts';
import { contains } from './contains.ts';
import { Prisma } from './generated/client.ts';

/**
 * A VM that cannot move in its state: another manager, a device of its host, or a tie that forbids this kind of move.
 * The same rule as `mobilityOf` of the engine, which the tests compare it with.
 */
const isFixed = Prisma.sql`(vm.managed_by IS NOT NULL
  OR EXISTS (SELECT FROM unnest(vm.local_devices) AS device
    WHERE device NOT IN (SELECT tie->>'name' FROM jsonb_array_elements(vm.ties) AS tie))
  OR EXISTS (SELECT FROM jsonb_array_elements(vm.ties) AS tie
    WHERE jsonb_exists(tie->'blocks', CASE WHEN vm.state = 'stopped' THEN 'offline' ELSE 'live' END)))`;

const conditions: Record<VmShow, Prisma.Sql> = {
  all: Prisma.sql`TRUE`,
  'not-running': Prisma.sql`(vm.state <> 'running' OR vm.condition IS NOT NULL)`,
  overloaded: Prisma.sql`(host.overloaded_since IS NOT NULL AND host.mode = 'active')`,
  fixed: isFixed,
  'by-hand': Prisma.sql`vm.automation <> 'inherit'`,
};

const orders: Record<VmSort, Prisma.Sql> = {
  name: Prisma.sql`vm.name, vm.id`,
  host: Prisma.sql`host.name, vm.name, vm.id`,
  cpu: Prisma.sql`vm.cores / vm.vcpus DESC NULLS LAST, vm.name, vm.id`,
  cores: Prisma.sql`vm.cores DESC NULLS LAST, vm.name, vm.id`,
  memory: Prisma.sql`vm.memory_mib DESC, vm.name, vm.id`,
  writes: Prisma.sql`vm.dirty_mibps DESC NULLS LAST, vm.name, vm.id`,
  moved: Prisma.sql`vm.last_migrated_at DESC NULLS LAST, vm.name, vm.id`,
};

/** The condition of a filter over `vm` and its `host`. */
export const matching = (filter: VmFilter): Prisma.Sql =>
  Prisma.sql`${among(filter)} AND ${conditions[filter.show]}`;

function among({ name, clusterId, hostId, tag }: VmFilter): Prisma.Sql {
  const parts = [Prisma.sql`vm.missing_since IS NULL`, contains(Prisma.sql`vm.name`, name)];
  if (clusterId !== null) parts.push(Prisma.sql`vm.cluster_id = ${clusterId}::uuid`);
  if (hostId !== null) parts.push(Prisma.sql`vm.host_id = ${hostId}::uuid`);
  if (tag !== null) parts.push(Prisma.sql`${tag} = ANY(vm.tags)`);
  return Prisma.join(parts, ' AND ');
}

/** The ids of the VMs that match a filter, in its order, from row `from` on, and how many match. */
export async function listVmIds(db: Database, filter: VmFilter, from: number): Promise<ListPart> {
  const where = matching(filter);
  const [rows, [counted]] = await Promise.all([
    db.$queryRaw<{ id: string }[]>`
      SELECT vm.id FROM vm JOIN host ON host.id = vm.host_id WHERE ${where}
      ORDER BY ${orders[filter.sort]} LIMIT ${LIST_PART_ROWS} OFFSET ${from}`,
    db.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM vm JOIN host ON host.id = vm.host_id WHERE ${where}`,
  ]);
  return { total: counted?.total ?? 0, ids: rows.map(({ id }) => id) };
}
