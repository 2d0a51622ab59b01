import { hashOfSeal, NO_SEAL, readEntryTexts } from '../../db/audit-seals.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';

const PAGE = 200;

export interface AuditVerdict {
  seals: number;
  entries: number; // entries that match their seals
  dropped: number; // entries that retention deleted; their seals are still in the chain
  unsealed: number; // entries younger than the last seal
  lastHash: string | null; // keep it outside the database: it covers everything before it
  hasExpected: boolean | null; // whether the chain contains the expected hash; null: none was given
  faults: AuditFault[];
}

/** A part of the audit log that does not match its seal: the seal, and the numbers of its entries. */
export interface AuditFault {
  seal: string;
  fromId: string;
  toId: string;
  kind: 'changed' | 'gap' | 'dropped-in-between';
}

interface Seal {
  id: bigint;
  fromId: bigint;
  toId: bigint;
  rows: number;
  hash: string;
  droppedAt: Date | null;
}

/** Walks along the chain of seals, from the first. */
class AuditCheck {
  readonly verdict: AuditVerdict;
  last = { id: 0n, toId: 0n, hash: NO_SEAL };
  private hasKept = false;

  constructor(
    private readonly ctx: Context,
    private readonly expectedHash: string | undefined,
  ) {
    const none = { seals: 0, entries: 0, dropped: 0, unsealed: 0, lastHash: null, faults: [] };
    this.verdict = { ...none, hasExpected: expectedHash === undefined ? null : false };
  }

  async checkSeal(seal: Seal): Promise<void> {
    const { verdict, last } = this;
    const note = (kind: AuditFault['kind']) =>
      verdict.faults.push({
        seal: String(seal.id),
        fromId: String(seal.fromId),
        toId: String(seal.toId),
        kind,
      });
    if (seal.fromId !== last.toId + 1n) note('gap');
    const entries = await readEntryTexts(this.ctx.db, { ...seal, most: seal.rows + 1 });
    if (seal.droppedAt !== null && entries.length === 0) {
      if (this.hasKept) note('dropped-in-between');
      verdict.dropped += seal.rows;
    } else {
      this.hasKept = true;
      if (hashOfSeal(last.hash, entries) === seal.hash) verdict.entries += entries.length;
      else note('changed');
    }
    if (seal.hash === this.expectedHash) verdict.hasExpected = true;
    verdict.seals += 1;
    verdict.lastHash = seal.hash;
    this.last = seal;
  }
}

/**
 * Reads the whole audit log and compares it with its seals. Changed: an entry was changed, added or removed after it
 * was sealed, or the seal itself was changed. Gap: the seal before this one is missing. `expectedHash` is a hash that
 * was kept outside the database: an attacker with access to the database can recreate all seals, but cannot reproduce
 * that hash.
 */
export async function verifyAudit(options: {
  ctx: Context;
  input: { expectedHash?: string };
}): Promise<AuditVerdict> {
  const { ctx, input } = options;
  assertAllowed(ctx.actor, 'read', 'product');
  const check = new AuditCheck(ctx, input.expectedHash);
  for (;;) {
    const seals = await ctx.db.auditSeal.findMany({
      where: { id: { gt: check.last.id } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const seal of seals) await check.checkSeal(seal);
    if (seals.length < PAGE) break;
  }
  const unsealed = await ctx.db.auditEntry.count({ where: { id: { gt: check.last.toId } } });
  return { ...check.verdict, unsealed };
}
