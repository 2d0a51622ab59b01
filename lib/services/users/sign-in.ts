import { isIP } from 'node:net';
import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { forgetAttempts, giveBackAttempt } from '../../db/attempts.ts';
import { noteRefusedSignIn } from '../../db/refused-sign-ins.ts';
import { BallastError } from '../../model/errors.ts';
import { networkOf } from '../../platform/client-address.ts';
import { Turns } from '../../platform/turns.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { signInLimits } from './attempt-limits.ts';
import type { Auth } from './auth.ts';
import { isKnownAddress, rememberAddress } from './known-addresses.ts';
import { assertAttempt } from './limited.ts';
import { inTurn, tooBusy } from './passwords.ts';
import { readLiveSession, type SignedInUser, toSignedInUser } from './read-session.ts';

export const SignInInput = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254).pipe(z.email()),
  password: z.string().min(1).max(128),
});
export type SignInInput = z.input<typeof SignInInput>;

interface SignInOptions {
  ctx: Pick<Context, 'db' | 'clock'>;
  auth: Auth;
  input: unknown;
  headers: Headers; // of the request; the web server wrote the client's address into them
}

export interface SignedIn {
  user: SignedInUser;
  headers: Headers; // of the response: they contain the session cookie
}

/** The one address that the web server put there (lib/platform/client-address.ts). */
export function addressOf(headers: Headers): string {
  const address = headers.get('x-forwarded-for') ?? '';
  return isIP(address) === 0 ? 'unknown' : address;
}

/** Checking whether an address is known takes a connection of the pool, and pages need those. */
const asking = new Turns({ atOnce: 2, waiting: 400, waitingOfOne: 20 });

/**
 * Signs a user in, and ends the session that the browser had. Users who recently signed in from this address have a
 * separate queue. The attempt is counted before the password is checked, so that parallel attempts cannot bypass the
 * limit; a correct password takes its count back. Throws `invalid-input`, `sign-in-refused` (unknown email or wrong
 * password, without saying which), `sign-in-limited` with `minutes` and `seconds` to wait, or `sign-in-busy` with
 * `seconds`.
 */
export async function signIn({ ctx, auth, input, headers }: SignInOptions): Promise<SignedIn> {
  const body = parseInput(SignInInput, input);
  const address = addressOf(headers);
  const network = networkOf(address);
  const known = await asking.take(network, () =>
    isKnownAddress({ ctx, input: { email: body.email, address } }),
  );
  if (!known) throw tooBusy();
  const isKnown = known.value;
  const work = async (): Promise<SignedIn> => {
    const { all, own } = signInLimits(body.email, address, isKnown);
    await assertAttempt(ctx.db, all);
    const earlier = await readLiveSession({ auth, headers });
    try {
      const answer = await auth.api.signInEmail({ body, headers, returnHeaders: true });
      await giveBackAttempt(ctx.db, all);
      await forgetAttempts(ctx.db, own);
      const user = toSignedInUser(answer.response.user);
      if (earlier) await signOut({ auth, headers });
      await rememberAddress({ ctx, input: { userId: user.id, address } });
      return { user, headers: answer.headers };
    } catch (error) {
      if (!isAPIError(error) || error.statusCode !== 401) throw error;
      const refused = { purpose: 'sign-in', email: body.email, address } as const;
      await noteRefusedSignIn(ctx.db, ctx.clock.now(), refused);
      throw new BallastError('sign-in-refused', 'wrong email or password', {}, { cause: error });
    }
  };
  return inTurn(network, work, isKnown);
}

/** Ends the session of the request's cookie and returns the headers that clear the cookie. */
export async function signOut({ auth, headers }: { auth: Auth; headers: Headers }): Promise<Headers> {
  const answer = await auth.api.signOut({ headers, returnHeaders: true });
  return answer.headers;
}
