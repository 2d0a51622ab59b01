import type { Database } from '../db/client.ts';
import type { Actor } from '../model/actor.ts';
import type { Clock } from '../model/clock.ts';
import type { ReadCommands } from '../model/host-commands.ts';
import type { SecretBox } from '../platform/secret-box.ts';
import type { Planner } from './planning/planning-tasks.ts';

/** What every use case needs: the store, the time, and the actor. Verbs are called as `verbNoun({ ctx, input })`. */
export interface Context {
  db: Database;
  clock: Clock;
  actor: Actor;
  /** The planner, if planning must not block this process; left out: this process plans itself. */
  planner?: Planner;
  /** Encrypts stored secrets; left out where none is used. */
  secrets?: SecretBox | undefined;
  /** The commands that the administrator of this machine allows; left out: none. */
  commands?: ReadCommands | undefined;
}
