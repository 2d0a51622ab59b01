import { markAudit, type SealMark, sealAudit } from '../db/audit-seals.ts';
import type { Context } from '../services/context.ts';
import type { WorkerLog } from './worker-context.ts';

/** Seals the audit, each time up to the mark that it set the time before: what was begun then has ended by now. */
export class AuditSealer {
  private mark: SealMark | null = null;

  constructor(
    private readonly ctx: Context,
    private readonly log: WorkerLog,
  ) {}

  async sealEnded(): Promise<void> {
    const { db, clock } = this.ctx;
    const seals = this.mark ? await sealAudit(db, clock.now(), this.mark) : [];
    // outside the database as well: anyone who could rewrite all of it cannot rewrite the log
    for (const { toId, rows, hash } of seals)
      this.log.info({ toId: String(toId), rows, hash }, 'sealed audit entries');
    this.mark = await markAudit(db);
  }
}
