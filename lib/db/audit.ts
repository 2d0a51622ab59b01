import type { Actor } from '../model/actor.ts';
import type { AuditAction } from '../model/audit-action.ts';
import type { Event } from '../model/event.ts';
import type { Transaction } from './client.ts';
import { recordEvents } from './events.ts';
import type { Prisma } from './generated/client.ts';

export interface AuditRecord {
  action: AuditAction;
  target: string; // its name, to show: history outlives things
  targetId?: string;
  details?: Prisma.InputJsonObject;
  event?: Event; // what happened, for later consumers
}

/**
 * Writes the audit row of a change, and its event. It takes the change's own transaction, so that neither exists
 * without the other.
 */
export async function recordAudit(
  tx: Transaction,
  actor: Actor,
  at: Date,
  record: AuditRecord,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      at,
      actorKind: actor.kind,
      actorId: actor.kind === 'system' ? null : actor.id,
      actorName: actor.name,
      action: record.action,
      target: record.target,
      targetId: record.targetId ?? null,
      details: record.details ?? {},
    },
  });
  if (record.event) await recordEvents(tx, at, [record.event]);
}
