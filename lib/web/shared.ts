import { connectDatabase, type Database } from '../db/client.ts';
import { BallastError } from '../model/errors.ts';
import type { ReadCommands } from '../model/host-commands.ts';
import { systemClock } from '../platform/clock.ts';
import { commandsFrom } from '../platform/commands-file.ts';
import { openSecretBox } from '../platform/encryption-keys.ts';
import { type Environment, readEnvironment } from '../platform/env.ts';
import { createLog, type Log } from '../platform/log.ts';
import { ensureSecret } from '../platform/secret.ts';
import type { SecretBox } from '../platform/secret-box.ts';
import { type Auth, createAuth } from '../services/users/auth.ts';

/** What all requests of one web process share. */
interface Shared {
  env: Environment;
  log: Log;
  db: Database;
  auth: Auth;
  secrets: SecretBox;
  commands: ReadCommands;
}

declare global {
  var ballastWeb: Shared | undefined;
}

function create(): Shared {
  const env = readEnvironment();
  if (!env.databaseUrl) throw new BallastError('bad-environment', 'the web process needs DATABASE_URL');
  const log = createLog('web', env.logLevel);
  const db = connectDatabase(env.databaseUrl, undefined, (error) =>
    log.warn({ error: error.message }, 'unreadable value'),
  );
  const secret = env.secret ?? ensureSecret(env.dataFolder);
  const auth = createAuth({ db, clock: systemClock, secret, origin: env.origin, log });
  const commands = commandsFrom(env.commandsFile);
  return { env, log, db, auth, secrets: openSecretBox(env), commands };
}

/** Made with the first request, not while building; on `globalThis`, so that a reload in development keeps its connections. */
function getShared(): Shared {
  globalThis.ballastWeb ??= create();
  return globalThis.ballastWeb;
}

export const getDatabase = (): Database => getShared().db;
export const getAuth = (): Auth => getShared().auth;
export const getLog = (): Log => getShared().log;
export const getEnvironment = (): Environment => getShared().env;
export const getSecrets = (): SecretBox => getShared().secrets;
export const getCommands = (): ReadCommands => getShared().commands;
