import { Prisma } from './generated/client.ts';

const special = /[\\%_]/g;

/** The condition that a column contains a text, in any case. An empty text is contained in everything. */
export function contains(column: Prisma.Sql, text: string): Prisma.Sql {
  if (text === '') return Prisma.sql`TRUE`;
  return Prisma.sql`${column} ILIKE ${`%${text.replaceAll(special, '\\$&')}%`}`;
}
