import type { Database } from './client.ts';
import { type PackTier, packTiers } from './packs.ts';
import { type SampleKind, sampleKinds } from './sample-kinds.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PARTITION_LOCK = 0x9a27;

/** A partition of samples that are not packed: an hour, or a day of an earlier release. */
export interface SamplePart {
  name: string;
  kind: SampleKind;
  from: Date;
  to: Date; // excluded
}

/** In the order in which an observation stores them. Whoever locks their tables does it in this order. */
const kinds: readonly SampleKind[] = ['host', 'vm', 'cluster'];
const allTables = kinds.map((kind) => `ONLY samples.${sampleKinds[kind].table}`).join(', ');

const hourSuffix = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replaceAll(/[-T]/g, '');
const daySuffix = (ms: number): string => hourSuffix(ms).slice(0, 8);

/**
 * Creates the missing partitions of all hours from `from` to `to`, both included. Safe in parallel, and while others read and
 * write. Writers wait for a moment, because PostgreSQL attaches tables without stopping them: a connection that looks the partitions
 * up at that moment for the first time may miss a new one, and would then refuse its rows until the next change.
 */
export async function ensurePartitions(db: Database, from: Date, to: Date): Promise<void> {
  const existing = new Set((await listAttached(db)).map(({ name }) => name));
  const missing: { parent: string; name: string; start: number }[] = [];
  for (let start = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS; start <= to.getTime(); start += HOUR_MS) {
    for (const { table } of Object.values(sampleKinds)) {
      const name = `${table}_${hourSuffix(start)}`;
      if (!existing.has(name) && !existing.has(`${table}_${daySuffix(start)}`))
        missing.push({ parent: table, name, start });
    }
  }
  if (missing.length === 0) return;
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`; // IF NOT EXISTS alone does not prevent a race
    const attached = new Set((await listAttached(tx)).map(({ name }) => name));
    const left = missing.filter((each) => !attached.has(each.name));
    if (left.length === 0) return;
    await tx.$executeRawUnsafe(`LOCK TABLE ${allTables} IN SHARE ROW EXCLUSIVE MODE`);
    for (const { parent, name, start } of left)
      for (const statement of createPartition(parent, name, start, start + HOUR_MS))
        await tx.$executeRawUnsafe(statement);
  });
}

/** The statements that create a partition of `samples.<parent>` without a lock on it that readers or writers would wait for. */
export function createPartition(parent: string, name: string, fromMs: number, toMs: number): string[] {
  const time = (ms: number): string => new Date(ms).toISOString();
  return [
    `CREATE TABLE IF NOT EXISTS samples.${name} (LIKE samples.${parent} INCLUDING ALL)`,
    `ALTER TABLE samples.${parent} ATTACH PARTITION samples.${name} FOR VALUES FROM ('${time(fromMs)}') TO ('${time(toMs)}')`,
  ];
}

interface Attached {
  name: string;
  parent: string;
  isPending: boolean; // it was being detached
}

async function listAttached(db: Pick<Database, '$queryRaw'>): Promise<Attached[]> {
  return db.$queryRaw<Attached[]>`
    SELECT part.relname AS name, whole.relname AS parent, i.inhdetachpending AS "isPending"
    FROM pg_inherits i JOIN pg_class part ON part.oid = i.inhrelid JOIN pg_class whole ON whole.oid = i.inhparent
    WHERE whole.relnamespace = 'samples'::regnamespace AND part.relkind = 'r'`;
}

/** The partitions of samples that are not packed, the oldest first. */
export async function listSampleParts(db: Database): Promise<SamplePart[]> {
  const attached = await listAttached(db);
  const parts = attached.flatMap(({ name, parent, isPending }): SamplePart[] => {
    const kind = kinds.find((each) => sampleKinds[each].table === parent);
    const [, day, hour] = /_(\d{8})(\d{2})?$/.exec(name) ?? [];
    if (!kind || !day || isPending) return [];
    const from = new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour ?? '00'}:00:00Z`);
    return [{ name, kind, from, to: new Date(from.getTime() + (hour ? HOUR_MS : DAY_MS)) }];
  });
  return parts.toSorted((a, b) => a.from.getTime() - b.from.getTime() || (a.name < b.name ? -1 : 1));
}

/** The days (UTC) on which any host was sampled, the oldest first. */
export async function listMeasuredDays(db: Database): Promise<Date[]> {
  const parts = (await listSampleParts(db)).filter(({ kind }) => kind === 'host');
  const filled = await Promise.all(
    parts.map(async ({ name, from }) => {
      const rows = await db.$queryRawUnsafe<{ filled: boolean }[]>(
        `SELECT EXISTS (SELECT FROM samples.${name}) AS filled`,
      );
      return rows[0]?.filled ? [Math.floor(from.getTime() / DAY_MS) * DAY_MS] : [];
    }),
  );
  const packed = await db.$queryRaw<{ day: Date }[]>`SELECT day FROM samples.measured_day`;
  const days = new Set([...filled.flat(), ...packed.map(({ day }) => day.getTime())]);
  return [...days].toSorted((a, b) => a - b).map((ms) => new Date(ms));
}

/** Removes the partitions of a tier of packs that ended before `before`; returns their names. */
export async function dropPacksBefore(db: Database, tier: PackTier, before: Date): Promise<string[]> {
  const { table, partitionMs } = packTiers[tier];
  const last = daySuffix(before.getTime() - partitionMs);
  const old = (await listAttached(db)).filter(
    ({ name, parent }) => parent === table && name.slice(-8) <= last,
  );
  for (const { name } of old) await removePartition(db, table, name);
  return old.map(({ name }) => name);
}

/**
 * Detaches a partition and drops it. Detaching concurrently waits for statements that use the table, and lets new ones pass; a
 * plain DROP would make them wait. After a crash in between, `removeLeftPartitions` finishes.
 */
export async function removePartition(db: Database, parent: string, name: string): Promise<void> {
  await db.$executeRawUnsafe(`ALTER TABLE samples.${parent} DETACH PARTITION samples.${name} CONCURRENTLY`);
  await db.$executeRawUnsafe(`DROP TABLE IF EXISTS samples.${name}`);
}

/** Finishes the removals that were cut off. */
export async function removeLeftPartitions(db: Database): Promise<void> {
  for (const { name, parent, isPending } of await listAttached(db))
    if (isPending)
      await db.$executeRawUnsafe(`ALTER TABLE samples.${parent} DETACH PARTITION samples.${name} FINALIZE`);
  const loose = await db.$queryRaw<{ name: string }[]>`
    SELECT relname AS name FROM pg_class c
    WHERE relnamespace = 'samples'::regnamespace AND relkind = 'r' AND relname ~ '_(sample|pack)_[0-9]{8,10}$'
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid)`;
  for (const { name } of loose) await db.$executeRawUnsafe(`DROP TABLE IF EXISTS samples.${name}`);
}
