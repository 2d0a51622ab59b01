import pg from 'pg';

/** The same server and user, another database. */
export function databaseAt(url, name) {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

/** Prisma reads failures of `cli` commands from a log line of this target, and from no other. */
export function logError(message, code) {
  const line = { level: 'ERROR', target: 'schema_engine::logger', fields: { message, error_code: code } };
  process.stderr.write(`\n${JSON.stringify(line)}\n`);
}

const CANNOT_REACH = 'P1001';
/** Prisma's code of a failure, by PostgreSQL's: no such database, wrong password, database exists already. */
const prismaCodes = { '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' };

const commands = {
  'can-connect-to-database': (url) => ({ target: url, sql: () => 'SELECT 1' }),
  'create-database': (url) => ({
    target: databaseAt(url, 'postgres'),
    sql: (client) =>
      `CREATE DATABASE ${client.escapeIdentifier(decodeURIComponent(new URL(url).pathname.slice(1)))}`,
  }),
};

/** Runs a `cli` command; resolves with the exit status. */
export async function runCommand(name, url) {
  const command = commands[name];
  if (!command) {
    logError(`unsupported command: ${name}`);
    return 1;
  }
  const { target, sql } = command(url);
  const client = new pg.Client({ connectionString: target });
  try {
    await client.connect();
    await client.query(sql(client));
    return 0;
  } catch (error) {
    logError(error.message || String(error), prismaCodes[error.code] ?? CANNOT_REACH);
    return 1;
  } finally {
    await client.end().catch(() => {});
  }
}
