import { assertAllowed } from '../../model/actor.ts';
import type { Facts } from '../../model/errors.ts';
import type { Context } from '../../services/context.ts';

export interface StopRow {
  id: string;
  at: Date;
  cluster: { id: string; name: string };
  code: string;
  facts: Facts;
  runId: string | null;
  resumed: { at: Date; by: string } | null; // null: it is still stopped
}

export interface ForeignMoveRow {
  id: string;
  at: Date;
  cluster: string;
  vm: string;
  from: string;
  to: string;
  isReturn: boolean; // it took back a move of Ballast
}

export interface DeliveryRow {
  id: string;
  at: Date; // of the event
  code: string;
  facts: Facts;
  tries: number;
  status: number | null;
  error: string | null;
  deliveredAt: Date | null;
  nextAt: Date | null; // null: delivered, or given up
}

export interface AutomationPage {
  switchedOff: { by: string; at: Date } | null;
  stops: StopRow[]; // the newest first
  foreignMoves: ForeignMoveRow[]; // likewise
  webhook: { url: string | null; hasSecret: boolean };
  deliveries: DeliveryRow[]; // likewise
}

const DAY_MS = 86_400_000;
const FOREIGN_DAYS = 7;
const MAX_ROWS = 50;
const MAX_DELIVERIES = 10;

/** What has stopped automation, and what the webhook received. The secret of the webhook is not part of it. */
export async function readAutomation({ ctx }: { ctx: Context }): Promise<AutomationPage> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { db } = ctx;
  const since = new Date(ctx.clock.now().getTime() - FOREIGN_DAYS * DAY_MS);
  const newest = { orderBy: { at: 'desc' }, take: MAX_ROWS } as const;
  const cluster = { select: { id: true, name: true } } as const;
  const [installation, stops, foreign, deliveries] = await Promise.all([
    db.installation.findFirstOrThrow(),
    db.automationStop.findMany({ ...newest, include: { cluster } }),
    db.foreignMove.findMany({ ...newest, where: { at: { gt: since } }, include: { cluster } }),
    db.webhookDelivery.findMany({
      orderBy: { id: 'desc' },
      take: MAX_DELIVERIES,
      include: { event: true },
    }),
  ]);
  const { automationStoppedAt: at, automationStoppedBy: by, webhookUrl, webhookSecret } = installation;
  return {
    switchedOff: at && by !== null ? { at, by } : null,
    stops: stops.map(({ id, at, cluster, code, facts, runId, resumedAt, resumedBy }) => ({
      id,
      at,
      cluster,
      code,
      facts,
      runId,
      resumed: resumedAt ? { at: resumedAt, by: resumedBy ?? '-' } : null,
    })),
    foreignMoves: foreign.map((move) => ({
      id: String(move.id),
      at: move.at,
      cluster: move.cluster.name,
      vm: move.vmName,
      from: move.fromHostName,
      to: move.toHostName,
      isReturn: move.returnsRunId !== null,
    })),
    webhook: { url: webhookUrl, hasSecret: webhookSecret !== null },
    deliveries: deliveries.map(({ id, event, tries, status, error, deliveredAt, nextAt }) => ({
      id: String(id),
      at: event.at,
      code: event.code,
      facts: event.facts,
      tries,
      status,
      error,
      deliveredAt,
      nextAt,
    })),
  };
}
