import type { Database } from '../../../lib/db/client.ts';
import type { Actor, Role } from '../../../lib/model/actor.ts';
import { createSecretBox, makeKey } from '../../../lib/platform/secret-box.ts';
import type { Context } from '../../../lib/services/context.ts';

/** A clock that is paused until a test advances it. */
export class TestClock {
  #now = Date.UTC(2026, 10, 23, 9);

  now(): Date {
    return new Date(this.#now);
  }

  pass(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

export function personWith(role: Role, id = `id-of-${role}`): Actor {
  return { kind: 'user', id, name: `The ${role}`, role };
}

/** One encryption key for all tests of a process. */
export const testSecrets = createSecretBox([makeKey()]);

/** The context of a use case. The actor is Ballast's command line unless the test sets another. */
export function makeContext(db: Database, options: { clock?: TestClock; actor?: Actor } = {}): Context {
  return {
    db,
    clock: options.clock ?? new TestClock(),
    actor: options.actor ?? { kind: 'system', name: 'command line' },
    secrets: testSecrets,
  };
}
