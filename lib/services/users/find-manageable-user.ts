import type { Transaction } from '../../db/client.ts';
import type { Actor, Role } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';

export interface ManageableUser {
  id: string;
  email: string;
  role: Role;
}

/**
 * The user whom an administrator wants to change. Throws `user-not-found`, or `own-account` with `email`:
 * administrators cannot lock themselves out by mistake, so another administrator must do it.
 */
export async function findManageableUser(
  tx: Transaction,
  actor: Actor,
  userId: string,
): Promise<ManageableUser> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { id: true, email: true, role: true },
  });
  if (!user) throw new BallastError('user-not-found', 'there is no such user', { user: userId });
  if (actor.kind === 'user' && actor.id === user.id) {
    throw new BallastError('own-account', 'another administrator has to do this', { email: user.email });
  }
  return user;
}

/** Throws `last-administrator` if this user is the only one. `administrators`: ids, locked in this transaction. */
export function assertAnotherAdministrator(administrators: string[], user: ManageableUser): void {
  if (administrators.some((id) => id !== user.id)) return;
  throw new BallastError('last-administrator', `${user.email} is the last administrator`, {
    email: user.email,
  });
}
