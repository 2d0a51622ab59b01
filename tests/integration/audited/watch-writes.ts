import type { Database } from '../../../lib/db/client.ts';

/** Counters of attempts, and the queue: not changes that a person or the worker makes. */
const NOT_WATCHED = ['attempt_limit', 'refused_sign_in', 'worker_heartbeat', 'audit_seal'];

/** Makes the database record each row that is written, with its transaction. */
export async function watchWrites(db: Database): Promise<void> {
  await db.$executeRawUnsafe('CREATE TABLE noted_write (xid bigint NOT NULL, name text NOT NULL)');
  await db.$executeRawUnsafe(`
    CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO noted_write VALUES (txid_current(), TG_TABLE_NAME); RETURN NULL; END $$`);
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' AND tablename <> 'noted_write'`;
  for (const { name } of tables.filter((table) => !NOT_WATCHED.includes(table.name)))
    await db.$executeRawUnsafe(`
      CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON "${name}" FOR EACH ROW EXECUTE FUNCTION note_write()`);
}

/** The tables that `work` wrote to in a transaction that wrote no audit row, and the actions that it recorded. */
export async function writesOf(
  db: Database,
  work: () => Promise<unknown>,
): Promise<{ tables: string[]; unaudited: string[]; actions: string[] }> {
  const last = await db.auditEntry.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  await db.$executeRaw`DELETE FROM noted_write`;
  await work();
  const writes = await db.$queryRaw<{ name: string; is_audited: boolean }[]>`
    SELECT DISTINCT name, EXISTS (SELECT FROM noted_write a WHERE a.xid = w.xid AND a.name = 'audit_entry') AS is_audited
    FROM noted_write w WHERE name <> 'audit_entry' ORDER BY name`;
  const entries = await db.auditEntry.findMany({ where: { id: { gt: last?.id ?? 0n } } });
  return {
    tables: writes.map(({ name }) => name),
    unaudited: writes.filter((write) => !write.is_audited).map(({ name }) => name),
    actions: entries.map(({ action }) => action),
  };
}
