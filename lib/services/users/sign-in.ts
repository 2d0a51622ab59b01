import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { BallastError } from '../../model/errors.ts';
import { parseInput } from '../parse-input.ts';
import type { Auth } from './auth.ts';
import { type SignedInUser, toSignedInUser } from './read-session.ts';

export const SignInInput = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254).pipe(z.email()),
  password: z.string().min(1).max(128),
});
export type SignInInput = z.input<typeof SignInInput>;

interface SignInOptions {
  auth: Auth;
  input: unknown;
  headers: Headers; // of the request: the address counts against the limit of attempts
}

export interface SignedIn {
  user: SignedInUser;
  headers: Headers; // of the answer: they carry the session cookie
}

/**
 * Signs a person in. Throws `invalid-input`, `sign-in-refused`
 * (unknown email or wrong password: which of them is not said) or `sign-in-limited` with `minutes` to wait.
 */
export async function signIn({ auth, input, headers }: SignInOptions): Promise<SignedIn> {
  const body = parseInput(SignInInput, input);
  try {
    const answer = await auth.api.signInEmail({ body, headers, returnHeaders: true });
    return { user: toSignedInUser(answer.response.user), headers: answer.headers };
  } catch (error) {
    if (!isAPIError(error)) throw error;
    if (error.statusCode === 429) {
      const minutes = Math.ceil(Number(error.body?.retrySeconds ?? 60) / 60);
      throw new BallastError('sign-in-limited', `too many attempts; wait ${minutes} min`, { minutes });
    }
    if (error.statusCode === 401) throw new BallastError('sign-in-refused', 'wrong email or password');
    throw error;
  }
}

/** Ends the session of the request's cookie and returns the headers that clear the cookie. */
export async function signOut({ auth, headers }: { auth: Auth; headers: Headers }): Promise<Headers> {
  const answer = await auth.api.signOut({ headers, returnHeaders: true });
  return answer.headers;
}
