import { createHash } from 'node:crypto';
import type { Database, Transaction } from './client.ts';

const SEAL_LOCK = 0x5ea1;
/** Entries of one seal, at most. */
const BATCH = 1000;
/** The hash before the first seal. */
export const NO_SEAL = '0'.repeat(64);

/** The last number that had been assigned at a moment, and the first transaction that began after it. */
export interface SealMark {
  upToId: bigint;
  horizon: bigint;
  server: string; // when it was started: after a failover, numbers may be assigned again
}

interface EntryText {
  id: bigint;
  text: string;
}

/** The newest seal's end and hash; the start of the chain if there is none. */
async function readLastSeal(tx: Database | Transaction): Promise<{ toId: bigint; hash: string }> {
  const last = await tx.auditSeal.findFirst({ orderBy: { id: 'desc' }, select: { toId: true, hash: true } });
  return last ?? { toId: 0n, hash: NO_SEAL };
}

/** Entries by number, each as one text with all of its fields. */
export function readEntryTexts(
  tx: Database | Transaction,
  range: { fromId: bigint; toId: bigint; most: number },
): Promise<EntryText[]> {
  return tx.$queryRaw<EntryText[]>`
    SELECT id, jsonb_build_array(id, (extract(epoch FROM at) * 1000)::bigint, actor_kind, actor_id, actor_name,
      action, target_id, target, details)::text AS text
    FROM audit_entry WHERE id >= ${range.fromId} AND id <= ${range.toId} ORDER BY id LIMIT ${range.most}`;
}

/** The hash of a seal: SHA-256, in hex, over the previous hash and its entries, one line each. */
export function hashOfSeal(before: string, entries: readonly EntryText[]): string {
  const hash = createHash('sha256').update(before);
  for (const { text } of entries) hash.update('\n').update(text);
  return hash.digest('hex');
}

/** A mark for the next time. The number is read first, because a later one could belong to an earlier transaction. */
export async function markAudit(db: Database): Promise<SealMark> {
  const [drawn] = await db.$queryRaw<{ id: bigint }[]>`SELECT last_value AS id FROM audit_entry_id_seq`;
  const [now] = await db.$queryRaw<{ xmax: string; server: string }[]>`
    SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax, pg_postmaster_start_time()::text AS server`;
  return { upToId: drawn?.id ?? 0n, horizon: BigInt(now?.xmax ?? '0'), server: now?.server ?? '' };
}

/**
 * Seals the entries up to a mark, once every transaction of its time has ended; returns the new seals. Another server than
 * that of the mark seals nothing: its transactions and numbers are not those of the mark.
 */
export async function sealAudit(
  db: Database,
  at: Date,
  mark: SealMark,
): Promise<{ toId: bigint; rows: number; hash: string }[]> {
  const [oldest] = await db.$queryRaw<{ xmin: string; server: string }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, pg_postmaster_start_time()::text AS server`;
  if (oldest?.server !== mark.server || BigInt(oldest.xmin) < mark.horizon) return [];
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEAL_LOCK})`;
    const made: { toId: bigint; rows: number; hash: string }[] = [];
    let last = await readLastSeal(tx);
    for (;;) {
      const fromId = last.toId + 1n;
      const entries = await readEntryTexts(tx, { fromId, toId: mark.upToId, most: BATCH });
      const end = entries.at(-1);
      if (!end) return made;
      const seal = { toId: end.id, rows: entries.length, hash: hashOfSeal(last.hash, entries) };
      await tx.auditSeal.create({ data: { ...seal, fromId, sealedAt: at } });
      made.push(seal);
      last = seal;
    }
  });
}

/**
 * Deletes entries older than `before`, whole seals at a time; runs as the owner, who refuses anything younger than 30
 * days.
 */
export async function retireAudit(db: Database, before: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ dropped: bigint }[]>`SELECT retire_audit(${before}) AS dropped`;
  return Number(row?.dropped ?? 0);
}

/** Whether the current role could change or delete entries. */
export async function canChangeAudit(db: Database): Promise<boolean> {
  const [row] = await db.$queryRaw<{ can: boolean }[]>`
    SELECT has_table_privilege('audit_entry', 'UPDATE') OR has_table_privilege('audit_entry', 'DELETE') AS can`;
  return row?.can ?? true;
}
