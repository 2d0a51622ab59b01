'use server';

import { parseSetCookieHeader, toCookieOptions } from 'better-auth/cookies';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Failure } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { systemClock } from '@/lib/platform/clock';
import { signIn, signOut } from '@/lib/services/users/sign-in';
import { getAuth, getDatabase } from '../../lib/web/shared';
import { toFailure } from '../failure';
import { keepPreferences } from '../preference-cookies';
import { safePath } from '../sign-in-path';

export interface SignInState {
  email: string;
  failure: Failure | null;
}

async function applyCookies(answer: Headers): Promise<void> {
  const jar = await cookies();
  const parsed = parseSetCookieHeader(answer.getSetCookie().join(', '));
  for (const [name, cookie] of parsed) jar.set(name, cookie.value, toCookieOptions(cookie));
}

/** Signs in and redirects to the page that the user wanted; after a refusal the form shows the reason. */
export async function signInAction(_: SignInState, sent: FormData): Promise<SignInState> {
  const form = sent instanceof FormData ? sent : new FormData(); // who calls it without a page may send anything
  const email = String(form.get('email') ?? '');
  try {
    const input = { email, password: form.get('password') };
    const signedIn = await signIn({
      ctx: { db: getDatabase(), clock: systemClock },
      auth: getAuth(),
      input,
      headers: await headers(),
    });
    await applyCookies(signedIn.headers);
    await keepPreferences(signedIn.user);
  } catch (error) {
    return { email, failure: toFailure(error) };
  }
  redirect(safePath(form.get('next')));
}

export async function signOutAction(): Promise<void> {
  await applyCookies(await signOut({ auth: getAuth(), headers: await headers() }));
  redirect(paths.signIn());
}
