import { Role } from '../../model/actor.ts';
import type { Auth } from './auth.ts';
import { Locale, Theme } from './update-preferences.ts';

/** The signed-in user, with their preferences; null means the setting of the browser. */
export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  locale: Locale | null;
  theme: Theme | null;
  timeZone: string | null;
}

interface LibraryUser {
  id: string;
  name: string;
  email: string;
  role: string;
  locale?: string | null;
  theme?: string | null;
  timeZone?: string | null;
}

/** A user as the sign-in library returns them. */
export function toSignedInUser({ id, name, email, ...user }: LibraryUser): SignedInUser {
  return {
    id,
    name,
    email,
    role: Role.parse(user.role),
    locale: Locale.nullable()
      .catch(null)
      .parse(user.locale ?? null),
    theme: Theme.nullable()
      .catch(null)
      .parse(user.theme ?? null),
    timeZone: user.timeZone ?? null,
  };
}

/** The user of this request's cookie; null: there is none, or the session has ended. */
export async function readSession(options: { auth: Auth; headers: Headers }): Promise<SignedInUser | null> {
  const found = await options.auth.api.getSession({ headers: options.headers });
  return found ? toSignedInUser(found.user) : null;
}

export interface LiveSession {
  id: string;
  expiresAt: Date;
}

/** The session of this request's cookie; null: there is none, or it has ended. */
export async function readLiveSession(options: {
  auth: Auth;
  headers: Headers;
}): Promise<LiveSession | null> {
  const found = await options.auth.api.getSession({ headers: options.headers });
  return found ? { id: found.session.id, expiresAt: found.session.expiresAt } : null;
}
