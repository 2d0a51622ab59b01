import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { parsedColumns, type Report } from './parse-columns.ts';

/**
 * The store. Services call it directly; only files under lib/db know that it is Prisma. Its rows contain parsed JSON.
 */
export type Database = ReturnType<typeof connectDatabase>;

/** The same inside a transaction: a write verb passes it to the functions that take part in it. */
export type Transaction = Parameters<Parameters<Database['$transaction']>[0]>[0];

/** Prisma's default of five seconds is too short on a machine that also runs a build or a backfill. */
const transactionOptions = { maxWait: 15_000, timeout: 60_000 };

/**
 * A pool of connections to the PostgreSQL at `url`. Connects with the first query; `$disconnect` closes it. `report` receives
 * stored values that cannot be read, if the row can be used without them.
 */
export function connectDatabase(url: string, maxConnections = 10, report: Report = () => undefined) {
  const adapter = new PrismaPg({ connectionString: url, max: maxConnections });
  return new PrismaClient({ adapter, transactionOptions }).$extends(parsedColumns(report));
}
