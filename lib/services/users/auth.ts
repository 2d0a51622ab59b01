import { isAPIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { recordAudit } from '../../db/audit.ts';
import { createAuthAdapter } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';
import type { Actor } from '../../model/actor.ts';
import type { Clock } from '../../model/clock.ts';
import type { Log } from '../../platform/log.ts';
import { shownName } from './shown-name.ts';

interface AuthOptions {
  db: Database;
  clock: Clock;
  secret: string; // signs the session cookie; 32 characters or more
  origin?: string; // the URL of the console for browsers; with https the cookie is sent over https only
  log?: Log;
}

const sessionSeconds = 7 * 24 * 3600;

/** Ballast answers under any of its names, so its own origin is the host that the browser asked for. */
function originsOf(host: string | null | undefined): string[] {
  return host ? [`http://${host}`, `https://${host}`] : [];
}

/** The audit row is written first: if that fails, the library's own write does not happen either. */
function createSessionHooks({ db, clock }: AuthOptions) {
  const recordSession = (action: 'session.start' | 'session.end', userId: string) =>
    db.$transaction(async (tx) => {
      const user = await tx.user.findUnique({ where: { id: userId } });
      if (!user) return false;
      const name = await shownName(tx, user);
      const actor: Actor = { kind: 'user', id: user.id, name, role: user.role };
      await recordAudit(tx, actor, clock.now(), { action, target: user.email, targetId: user.id });
      return true;
    });
  return {
    create: {
      before: (session: { userId: string }) => recordSession('session.start', session.userId).then(() => {}),
    },
    delete: {
      before: async (session: { userId: string }, call: { path?: string } | null) => {
        if (call?.path === '/sign-out') await recordSession('session.end', session.userId);
      },
    },
  };
}

/**
 * Sign-in by email and password, with sessions in the database. Users are added by an administrator, never by
 * themselves. Every request reads its session again, so that a changed role or a removed user takes effect at once.
 */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    appName: 'Ballast',
    secret: options.secret,
    database: createAuthAdapter(options.db),
    basePath: '/api/auth',
    trustedOrigins: (request) => originsOf(request?.headers.get('host')),
    emailAndPassword: { enabled: true, disableSignUp: true },
    user: {
      additionalFields: {
        role: { type: 'string', input: false },
        locale: { type: 'string', required: false, input: false },
        theme: { type: 'string', required: false, input: false },
        timeZone: { type: 'string', required: false, input: false },
      },
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    rateLimit: { enabled: false }, // it does not cover server actions: signIn counts attempts itself
    advanced: {
      cookiePrefix: 'ballast',
      useSecureCookies: options.origin?.startsWith('https://') ?? false,
    },
    databaseHooks: { session: createSessionHooks(options) },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_, message) => options.log?.error({ library: 'sign-in' }, message) },
    onAPIError: {
      onError: (error) => {
        if (!isAPIError(error) || error.statusCode >= 500)
          options.log?.error({ err: error }, 'sign-in failed');
      },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;
