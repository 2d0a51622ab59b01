import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { BallastError } from '../../model/errors.ts';
import { Turns } from '../../platform/turns.ts';
import { isCommonPassword } from './common-passwords.ts';

/** Invisible characters: spaces of all kinds, and characters without width. */
const invisible = /^[\s\p{Z}\p{C}\u115f\u1160\u2800\u3164\uffa0]*$/u;

export const Password = z
  .string()
  .min(10)
  .max(128)
  .refine((text) => !invisible.test(text), {
    error: 'enter more than blanks',
    params: { problem: 'blank' },
    abort: true,
  })
  .refine((text) => !isCommonPassword(text), {
    error: 'this is among the first passwords that attackers try; choose another one',
    params: { problem: 'common' },
  });
export type Password = z.infer<typeof Password>;

const unmistakable = 'abcdefghijkmnpqrstuvwxyz23456789'; // no l, o, 0, 1: it is read from a terminal

/** A password that is easy to copy by eye: four groups of five, 100 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 5 }, () => unmistakable[randomInt(unmistakable.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * A hash keeps a core busy for about 50 ms: two are computed at the same time, and one core stays free for pages and
 * worker.
 */
const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1));
const turns = new Turns({ atOnce, waiting: 16, waitingOfOne: 4 });
const BUSY_SECONDS = 2;

export const tooBusy = (): BallastError =>
  new BallastError('sign-in-busy', 'too many passwords are being checked', { seconds: BUSY_SECONDS });

/**
 * Everything that hashes a password waits here for its turn; `first` waits in a separate queue. Throws `sign-in-busy`
 * if too many are waiting.
 */
export async function inTurn<T>(who: string, work: () => Promise<T>, isFirst = false): Promise<T> {
  const done = await turns.take(who, work, isFirst);
  if (done) return done.value;
  throw tooBusy();
}

/**
 * The salted scrypt hash that the sign-in library checks. Call it before a transaction, not in it. `who` waits for a
 * turn.
 */
export function hashNewPassword(password: string, who: string): Promise<string> {
  return inTurn(who, () => hashPassword(password), true);
}

/** `who` waits for a turn. */
export function isPasswordRight(hash: string, password: string, who: string): Promise<boolean> {
  return inTurn(who, () => verifyPassword({ hash, password }), true);
}
