import type { Actor } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';

export type Person = Extract<Actor, { kind: 'user' }>;

/** For things that only a person has, such as a password and preferences. Throws `not-allowed` for Ballast itself. */
export function assertPerson(actor: Actor): Person {
  if (actor.kind === 'user') return actor;
  throw new BallastError('not-allowed', `${actor.name} is not a person`, {
    role: actor.name,
    permission: 'person',
  });
}
