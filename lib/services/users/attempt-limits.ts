import type { Attempt } from '../../db/attempts.ts';
import { networkOf } from '../../platform/client-address.ts';

/** How many attempts are allowed at once, and how long each further attempt takes to be forgiven. */
const limits = {
  address: { purpose: 'sign-in-address', burst: 60, secondsEach: 5 },
  email: { purpose: 'sign-in-email', burst: 30, secondsEach: 60 },
  pair: { purpose: 'sign-in', burst: 5, secondsEach: 60 },
  known: { purpose: 'sign-in-known', burst: 5, secondsEach: 36 }, // 100 an hour
  password: { purpose: 'password', burst: 5, secondsEach: 60 },
} as const;

/** The limits for sign-ins of an email from an address. */
export interface SignInLimits {
  all: Attempt[]; // one attempt counts under each
  own: Attempt; // of this email from this address: a correct password clears it
}

/**
 * An address from which this user recently signed in has its own limit: it becomes slower after wrong passwords, and
 * others can never lock it out. For other addresses the address, the email, and both together are limited.
 */
export function signInLimits(email: string, address: string, isKnown: boolean): SignInLimits {
  const from = networkOf(address);
  const key = `${email} ${from}`;
  if (isKnown) {
    const own = { ...limits.known, key };
    return { all: [own], own };
  }
  const own = { ...limits.pair, key };
  return { all: [{ ...limits.address, key: from }, { ...limits.email, key: email }, own], own };
}

export function currentPasswordLimit(userId: string): Attempt {
  return { ...limits.password, key: userId };
}
