import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Database } from './client.ts';

/** The store of the sign-in library: its four tables (user, session, account, verification) in Ballast's database. */
export function createAuthAdapter(db: Database): ReturnType<typeof prismaAdapter> {
  return prismaAdapter(db, { provider: 'postgresql', transaction: true });
}
