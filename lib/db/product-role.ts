import type pg from 'pg';
import { BallastError } from '../model/errors.ts';

/** The role of the embedded database that web and worker use; its owner creates and migrates the tables. */
export const PRODUCT_ROLE = 'ballast_app';

/** Transfers everything in a schema to a role: the product must own what it creates and drops itself. */
const handOver = `
  DO $$
  DECLARE
    role text := current_setting('ballast.role');
    space text;
    kind text;
    thing text;
  BEGIN
    FOREACH space IN ARRAY ARRAY['samples', 'graphile_worker'] LOOP
      IF to_regnamespace(space) IS NULL THEN CONTINUE; END IF;
      EXECUTE format('ALTER SCHEMA %I OWNER TO %I', space, role);
      FOR kind, thing IN
        SELECT 'TABLE', c.oid::regclass::text FROM pg_class c
          WHERE c.relnamespace = space::regnamespace AND c.relkind IN ('r', 'p', 'v') AND pg_get_userbyid(c.relowner) <> role
        UNION ALL SELECT 'ROUTINE', p.oid::regprocedure::text FROM pg_proc p
          WHERE p.pronamespace = space::regnamespace AND pg_get_userbyid(p.proowner) <> role
        UNION ALL SELECT 'TYPE', t.oid::regtype::text FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
          WHERE t.typnamespace = space::regnamespace AND c.relkind = 'c' AND pg_get_userbyid(t.typowner) <> role
      LOOP
        EXECUTE format('ALTER %s %s OWNER TO %I', kind, thing, role);
      END LOOP;
    END LOOP;
  END $$`;

/**
 * The rights of the role: everything with the rows of the tables, but only reading and appending to the audit log,
 * and only reading the migrations.
 */
function grantsFor(role: string): string[] {
  return [
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `REVOKE ALL ON audit_entry, audit_seal FROM ${role}`,
    `GRANT SELECT, INSERT ON audit_entry, audit_seal TO ${role}`,
    `GRANT EXECUTE ON FUNCTION retire_audit(timestamptz) TO ${role}`,
  ];
}

/**
 * Gives the role `name` access to the tables that the client's role owns. Safe to call again, after each migration.
 * Throws `owner-not-member` if the owner cannot transfer anything to that role.
 */
export async function grantToProduct(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ owner: string; member: boolean; migrations: boolean }>(
    `SELECT current_user AS owner, pg_has_role(current_user, $1::name, 'MEMBER') AS member,
       to_regclass('public._prisma_migrations') IS NOT NULL AS migrations`,
    [name],
  );
  const [{ owner, member, migrations } = { owner: '', member: false, migrations: false }] = rows;
  const role = client.escapeIdentifier(name);
  if (!member) {
    throw new BallastError(
      'owner-not-member',
      `User ${owner} of DATABASE_OWNER_URL cannot hand tables to ${name}, the user of DATABASE_URL. ` +
        `As an administrator of PostgreSQL: GRANT ${role} TO ${client.escapeIdentifier(owner)};`,
      { owner, role: name },
    );
  }
  await client.query('BEGIN');
  try {
    for (const grant of grantsFor(role)) await client.query(grant);
    if (migrations) {
      await client.query(`REVOKE ALL ON public._prisma_migrations FROM ${role}`);
      await client.query(`GRANT SELECT ON public._prisma_migrations TO ${role}`);
    }
    await client.query(`SELECT set_config('ballast.role', $1, true)`, [name]);
    await client.query(handOver);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Creates the role, or sets its password: the client's role must be allowed to. */
export async function makeProductRole(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const plain = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  await client.query(
    `${verb} ROLE ${client.escapeIdentifier(name)} ${plain} PASSWORD ${client.escapeLiteral(password)}`,
  );
}
