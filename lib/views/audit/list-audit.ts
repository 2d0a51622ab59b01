import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';

export const ListAuditInput = z.object({
  action: z.string().max(60).nullish(), // noun.verb
  actorName: z.string().max(340).nullish(), // a name, and an email in brackets
  beforeId: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullish(), // the last entry of the page before
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListAuditInput = z.input<typeof ListAuditInput>;

export interface AuditRow {
  id: string;
  at: Date;
  actorKind: 'user' | 'system';
  actorName: string;
  action: string;
  target: string;
  details: Record<string, unknown>;
}

export interface AuditPage {
  rows: AuditRow[];
  hasMore: boolean;
}

const toActorKind = (stored: string): AuditRow['actorKind'] => (stored === 'user' ? 'user' : 'system');

/**
 * Who changed what and when, newest first. Pages continue after the last entry seen, so that new entries shift
 * nothing.
 */
export async function listAudit({ ctx, input }: { ctx: Context; input: unknown }): Promise<AuditPage> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { action, actorName, beforeId, limit } = parseInput(ListAuditInput, input);
  const found = await ctx.db.auditEntry.findMany({
    where: { ...(action ? { action } : {}), ...(actorName ? { actorName } : {}) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    ...(beforeId ? { cursor: { id: BigInt(beforeId) }, skip: 1 } : {}),
  });
  const rows = found.slice(0, limit).map((entry) => ({
    id: String(entry.id),
    at: entry.at,
    actorKind: toActorKind(entry.actorKind),
    actorName: entry.actorName,
    action: entry.action,
    target: entry.target,
    details: entry.details,
  }));
  return { rows, hasMore: found.length > limit };
}

export interface AuditFilters {
  actions: string[];
  actors: { name: string; kind: AuditRow['actorKind'] }[];
}

/** The filters of the list: the actions and the people that occur in it. */
export async function listAuditFilters({ ctx }: { ctx: Context }): Promise<AuditFilters> {
  assertAllowed(ctx.actor, 'read', 'product');
  const [actions, actors] = await Promise.all([
    ctx.db.auditEntry.groupBy({ by: ['action'], orderBy: { action: 'asc' } }),
    ctx.db.auditEntry.groupBy({ by: ['actorName', 'actorKind'], orderBy: { actorName: 'asc' }, take: 200 }),
  ]);
  return {
    actions: actions.map((row) => row.action),
    actors: actors.map(({ actorName, actorKind }) => ({ name: actorName, kind: toActorKind(actorKind) })),
  };
}
