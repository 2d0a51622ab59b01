import {
  type HostFilter,
  type HostShow,
  type HostSort,
  LIST_PART_ROWS,
  type ListPart,
} from '../model/list-filter.ts';
import type { Database } from './client.ts';
import { contains } from './contains.ts';
import { Prisma } from './generated/client.ts';

/** Between which times the last sample of an observed host of a cluster is. */
export interface FreshSamples {
  clusterId: string;
  from: Date;
  to: Date | null; // null: at any later time
}

const isUp = Prisma.sql`(host.connection = 'up' AND COALESCE(host.last_sample_at >= fresh.since
  AND host.last_sample_at <= COALESCE(fresh.until, 'infinity'), FALSE))`;
const isOverloaded = Prisma.sql`(${isUp} AND host.mode = 'active' AND host.overloaded_since IS NOT NULL)`;

const conditions: Record<HostShow, Prisma.Sql> = {
  all: Prisma.sql`TRUE`,
  attention: Prisma.sql`(NOT ${isUp} OR ${isOverloaded} OR (host.mode = 'active' AND (host.alarms <> '[]' OR host.failing_at IS NOT NULL)))`,
  overloaded: isOverloaded,
  silent: Prisma.sql`NOT ${isUp}`,
  away: Prisma.sql`host.mode <> 'active'`,
};

const orders: Record<HostSort, Prisma.Sql> = {
  name: Prisma.sql`host.name, host.id`,
  cpu: Prisma.sql`CASE WHEN ${isUp} THEN host.cpu_load END DESC NULLS LAST, host.name, host.id`,
  memory: Prisma.sql`CASE WHEN ${isUp} THEN host.memory_load END DESC NULLS LAST, host.name, host.id`,
  vms: Prisma.sql`(SELECT count(*) FROM vm WHERE vm.host_id = host.id AND vm.missing_since IS NULL) DESC, host.name, host.id`,
};

/**
 * The ids of the hosts that match a filter, in its order, from row `from` on, and how many match. `fresh` says for each
 * cluster when a host counts as observed: its clock decides.
 */
export async function listHostIds(
  db: Database,
  filter: HostFilter,
  { fresh, from }: { fresh: readonly FreshSamples[]; from: number },
): Promise<ListPart> {
  const tables = Prisma.sql`host JOIN unnest(
    ${fresh.map(({ clusterId }) => clusterId)}::uuid[], ${fresh.map((each) => each.from.toISOString())}::timestamptz[],
    ${fresh.map(({ to }) => to?.toISOString() ?? null)}::timestamptz[]) AS fresh(cluster_id, since, until) USING (cluster_id)`;
  const parts = [contains(Prisma.sql`host.name`, filter.name), conditions[filter.show]];
  if (filter.clusterId !== null) parts.push(Prisma.sql`host.cluster_id = ${filter.clusterId}::uuid`);
  if (filter.tag !== null) parts.push(Prisma.sql`${filter.tag} = ANY(host.tags)`);
  const where = Prisma.join(parts, ' AND ');
  const [rows, [counted]] = await Promise.all([
    db.$queryRaw<{ id: string }[]>`
      SELECT host.id FROM ${tables} WHERE ${where}
      ORDER BY ${orders[filter.sort]} LIMIT ${LIST_PART_ROWS} OFFSET ${from}`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM ${tables} WHERE ${where}`,
  ]);
  return { total: counted?.total ?? 0, ids: rows.map(({ id }) => id) };
}
