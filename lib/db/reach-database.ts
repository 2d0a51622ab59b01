import pg from 'pg';
import { BallastError } from '../model/errors.ts';

const OLDEST_VERSION = 15;
const CONNECT_TIMEOUT_MS = 10_000;
const STARTING_UP_TRIES = 30;

/** Where a connection string leads, without its password. */
interface Destination {
  host: string;
  port: string;
  user: string;
  database: string;
}

function destinationOf(url: string): Destination {
  const { hostname, port, username, pathname } = new URL(url);
  return {
    host: hostname || 'localhost',
    port: port || '5432',
    user: decodeURIComponent(username) || 'postgres',
    database: decodeURIComponent(pathname.slice(1)),
  };
}

function databaseAt(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

type Sentence = [code: string, words: (to: Destination) => string];

/** The meaning of a failed connection by PostgreSQL's or the system's code, and what to do. */
const connectionFaults: Record<string, Sentence> = {
  ECONNREFUSED: [
    'database-refused',
    (to) => `nothing listens at ${to.host}:${to.port}. Is PostgreSQL running there?`,
  ],
  ENOTFOUND: ['database-host-unknown', (to) => `no host is called ${to.host}.`],
  EAI_AGAIN: ['database-host-unknown', (to) => `the name ${to.host} cannot be looked up now.`],
  EHOSTUNREACH: ['database-unreachable', (to) => `there is no way to ${to.host}.`],
  ENETUNREACH: ['database-unreachable', (to) => `there is no way to ${to.host}.`],
  ETIMEDOUT: ['database-timeout', (to) => `${to.host}:${to.port} does not answer.`],
  '28P01': ['database-password', (to) => `the password for user ${to.user} is wrong.`],
  '28000': [
    'database-password',
    (to) => `user ${to.user} may not sign in to ${to.database} (no such user, or pg_hba.conf forbids it).`,
  ],
  '53300': ['database-full', () => 'PostgreSQL has no connection left (max_connections).'],
  '57P03': [
    'database-starting',
    () => 'PostgreSQL has been starting for a minute and takes no connections yet.',
  ],
};

const notPostgres: Sentence = [
  'not-postgres',
  (to) => `what answers at ${to.host}:${to.port} is not PostgreSQL.`,
];

function sentenceFor(error: NodeJS.ErrnoException): Sentence {
  const known = connectionFaults[error.code ?? ''];
  if (known) return known;
  if (/timeout/i.test(error.message)) return connectionFaults.ETIMEDOUT ?? notPostgres;
  if (
    error.code === 'ECONNRESET' ||
    /terminated unexpectedly|unexpected|Invalid response/i.test(error.message)
  ) {
    return notPostgres;
  }
  return ['database-failed', () => `${error.message}.`];
}

function explain(url: string, cause: unknown): BallastError {
  const to = destinationOf(url);
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const [code, words] = sentenceFor(error);
  const message = `Ballast cannot use the database of DATABASE_URL: ${words(to)}`;
  return new BallastError(code, message, { ...to }, { cause });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** A server that has just been started refuses connections for a moment: wait for it. */
async function connectPatiently(url: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect(url);
    } catch (error) {
      const isStarting = (error as { code?: string }).code === '57P03';
      if (!isStarting || attempt === STARTING_UP_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

async function createDatabase(url: string): Promise<void> {
  const to = destinationOf(url);
  try {
    const client = await connect(databaseAt(url, 'postgres'));
    try {
      await client.query(
        `CREATE DATABASE ${client.escapeIdentifier(to.database)} TEMPLATE template0 ENCODING 'UTF8'`,
      );
    } finally {
      await client.end();
    }
  } catch (cause) {
    if ((cause as { code?: string }).code === '42P04') return; // somebody else was faster
    throw new BallastError(
      'database-missing',
      `The database ${to.database} does not exist at ${to.host}:${to.port}, and user ${to.user} may not create it. ` +
        `As an administrator of PostgreSQL: CREATE DATABASE "${to.database}" OWNER "${to.user}";`,
      { ...to },
      { cause },
    );
  }
}

async function assertUsable(client: pg.Client, url: string, isOwner: boolean): Promise<void> {
  const to = destinationOf(url);
  const { rows } = await client.query<{
    version: number;
    major: string;
    creates: boolean;
    recovery: boolean;
  }>(`
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS major,
      has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS creates,
      pg_is_in_recovery() AS recovery`);
  const [server] = rows;
  if (!server) return;
  if (server.version < OLDEST_VERSION * 10_000) {
    throw new BallastError(
      'database-too-old',
      `PostgreSQL at ${to.host}:${to.port} is version ${server.major}; Ballast needs ${OLDEST_VERSION} or newer.`,
      { version: server.major, oldest: OLDEST_VERSION },
    );
  }
  if (server.recovery) {
    throw new BallastError(
      'database-read-only',
      `PostgreSQL at ${to.host}:${to.port} is a standby, which can only be read. Point DATABASE_URL at the primary.`,
      { ...to },
    );
  }
  if (isOwner && !server.creates) {
    throw new BallastError(
      'database-no-rights',
      `User ${to.user} may not create tables in ${to.database}. As an administrator of PostgreSQL: ` +
        `ALTER DATABASE "${to.database}" OWNER TO "${to.user}";`,
      { ...to },
    );
  }
}

/**
 * Makes sure that the database exists and can be used: creates it if the user may, and checks the version and the
 * rights. `isOwner`: of the tables, not only of their use. Throws a BallastError with a sentence for each problem;
 * none of them contains the password.
 */
export async function reachDatabase(url: string, isOwner = true): Promise<void> {
  let client: pg.Client;
  try {
    client = await connectPatiently(url);
  } catch (error) {
    if (!isOwner || (error as { code?: string }).code !== '3D000') throw explain(url, error);
    await createDatabase(url);
    client = await connect(url).catch((second: unknown) => {
      throw explain(url, second);
    });
  }
  try {
    await assertUsable(client, url, isOwner);
  } finally {
    await client.end();
  }
}
