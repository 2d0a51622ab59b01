import type { Attempt } from '../../db/attempts.ts';
import { networkOf } from '../../platform/client-address.ts';

/** What may be tried at once, and how long each attempt beyond that takes to be forgiven. */
const limits = {
  address: { purpose: 'sign-in-address', burst: 60, secondsEach: 5 },
  email: { purpose: 'sign-in-email', burst: 30, secondsEach: 60 },
  pair: { purpose: 'sign-in', burst: 5, secondsEach: 60 },
  known: { purpose: 'sign-in-known', burst: 5, secondsEach: 36 }, // 100 an hour
  password: { purpose: 'password', burst: 5, secondsEach: 60 },
} as const;

/** What limits the sign-ins of an email from an address. */
export interface SignInLimits {
  all: Attempt[]; // one attempt counts under each
  own: Attempt; // of this email from this address: a right password clears it
}

/**
 * An address from which this person signed in lately is slower after wrong passwords, and never locked out by what others
 * try: it has a count of its own. From elsewhere the address, the email, and both together are limited.
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
