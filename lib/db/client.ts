import { PrismaPg } from '@prisma/adapter-pg';
import type { Prisma } from './generated/client.ts';
import { PrismaClient } from './generated/client.ts';

/** The store. Services call it directly; only files under lib/db know that it is Prisma. */
export type Database = PrismaClient;

/** The same inside a transaction: what a write verb hands to the functions that take part in it. */
export type Transaction = Prisma.TransactionClient;

/** Prisma's own five seconds are too short for a machine that builds, or lives a week, beside it. */
const transactionOptions = { maxWait: 15_000, timeout: 60_000 };

/** A pool of connections to the PostgreSQL at `url`. Connects with the first query; `$disconnect` closes it. */
export function connectDatabase(url: string, maxConnections = 10): Database {
  const adapter = new PrismaPg({ connectionString: url, max: maxConnections });
  return new PrismaClient({ adapter, transactionOptions });
}
