import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client.ts';
import type { Role } from '../../model/actor.ts';

interface NewUser {
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
  at: Date;
}

/** The rows of a user who can sign in by password, as the sign-in library stores them. Part of a write verb. */
export async function createUser(tx: Transaction, user: NewUser): Promise<{ id: string }> {
  const id = randomUUID();
  const stamps = { createdAt: user.at, updatedAt: user.at };
  await tx.user.create({
    data: {
      id,
      name: user.name,
      email: user.email,
      role: user.role,
      emailVerified: true,
      ...stamps,
      accounts: {
        create: {
          id: randomUUID(),
          accountId: id,
          providerId: 'credential',
          password: user.passwordHash,
          ...stamps,
        },
      },
    },
  });
  return { id };
}
