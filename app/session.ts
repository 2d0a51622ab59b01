import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { BallastError } from '../lib/model/errors.ts';
import { systemClock } from '../lib/platform/clock.ts';
import type { Context } from '../lib/services/context.ts';
import type { Planner } from '../lib/services/planning/planning-tasks.ts';
import {
  type LiveSession,
  readLiveSession,
  readSession,
  type SignedInUser,
} from '../lib/services/users/read-session.ts';
import { shownName } from '../lib/services/users/shown-name.ts';
import { getChangeHub } from '../lib/web/change-hub.ts';
import { getAuth, getCommands, getDatabase, getSecrets } from '../lib/web/shared.ts';
import { getPlanner } from '../lib/web/web-planner.ts';
import { pagePlanner } from './page-planner.ts';
import { pathHeader, signInPath } from './sign-in-path.ts';

/** Who is signed in, or null. Read once a request, however many ask. */
export const getCurrentUser = cache(
  async (): Promise<SignedInUser | null> => readSession({ auth: getAuth(), headers: await headers() }),
);

/** For pages and layouts: who is signed in. Without a session, redirects to the sign-in page, which leads back here. */
export async function requireSession(): Promise<SignedInUser> {
  const user = await getCurrentUser();
  if (!user) redirect(signInPath((await headers()).get(pathHeader)));
  return user;
}

/** For what outlasts its request: the session that it depends on, or null. It is read again with each call. */
export async function getLiveSession(headers: Headers): Promise<LiveSession | null> {
  return readLiveSession({ auth: getAuth(), headers });
}

function contextOf({ id, name, role }: SignedInUser, planner: Planner | undefined): Context {
  const actor = { kind: 'user', id, name, role } as const;
  const [secrets, commands] = [getSecrets(), getCommands()];
  return { db: getDatabase(), clock: systemClock, actor, planner, secrets, commands };
}

/** The hub's marker of when rendering of the page began: once a request, and before it reads anything. */
export const getPageMark = cache((): string => getChangeHub().mark());

/** For pages: the context of a use case, with the signed-in user as actor. Without a session, redirects to the sign-in page. */
export async function requireContext(): Promise<Context> {
  getPageMark();
  const planner = getPlanner();
  return contextOf(await requireSession(), planner && pagePlanner(planner));
}

/**
 * For route handlers and server actions: throws `not-signed-in` instead of going elsewhere. What is done is recorded under
 * a name that nobody takes for another's.
 */
export async function getContext(): Promise<Context> {
  const user = await getCurrentUser();
  if (!user) throw new BallastError('not-signed-in', 'nobody is signed in');
  return contextOf({ ...user, name: await shownName(getDatabase(), user) }, getPlanner());
}
