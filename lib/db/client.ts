import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { onceEach, parsedColumns, type Report } from './parse-columns.ts';

/**
 * The store. Services call it directly; only files under lib/db know that it is Prisma. Its rows contain parsed JSON.
 */
export type Database = ReturnType<typeof connectDatabase>;

/** The same inside a transaction: a write verb passes it to the functions that take part in it. */
export type Transaction = Parameters<Parameters<Database['$transaction']>[0]>[0];

/** How long a statement waits for a connection: to connect, or until one of the pool is free. */
const CONNECTION_PATIENCE_MS = 30_000;

/** Prisma's default of five seconds is too short on a machine that also runs a build or a backfill. */
const transactionOptions = { maxWait: 15_000, timeout: 60_000 };

/**
 * A pool of connections to the PostgreSQL at `url`. Connects with the first query; `$disconnect` closes it. `log` receives
 * stored values that cannot be read, if the row can be used without them.
 */
export function connectDatabase(url: string, maxConnections = 10, log: Report = () => undefined) {
  const adapter = new PrismaPg({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECTION_PATIENCE_MS,
    keepAlive: true,
  });
  const report = onceEach(log);
  return new PrismaClient({ adapter, transactionOptions })
    .$extends(parsedColumns(report))
    .$extends({ name: 'report', client: { $reportUnreadable: report } }); // for rows that do not come through Prisma
}

/**
 * The same database for as long as the signal is not aborted. Afterwards every statement throws the signal's reason, so that a
 * transaction is rolled back: whoever has lost a lock writes nothing any more.
 */
export function databaseUntil(db: Database, lost: AbortSignal): Database {
  return db.$extends({
    name: 'until lost',
    query: {
      async $allOperations({ args, query }) {
        lost.throwIfAborted();
        return query(args);
      },
    },
  });
}
