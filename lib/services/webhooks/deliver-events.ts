import type { Context } from '../context.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';
import { type Posted, postJson } from './post.ts';
import { signBody } from './sign.ts';

/** Seconds until the next try after each failed one; the last is repeated. */
const RETRY_SECONDS = [10, 60, 300, 900, 3600] as const;
/** An event that could not be delivered for so long is given up. */
const GIVE_UP_MS = 86_400_000;
const MAX_AT_ONCE = 20;

export interface Delivered {
  delivered: number;
  failed: number;
  /** When the next try is due; null: nothing waits. */
  nextAt: Date | null;
}

/** Sends the events that are due to the webhook, the oldest first. A failed one is tried again later, for a day. Throws `secret-unreadable`. */
export async function deliverEvents({ ctx }: { ctx: Context }): Promise<Delivered> {
  const now = ctx.clock.now();
  const installation = await ctx.db.installation.findFirst();
  const url = installation?.webhookUrl;
  const sealed = installation?.webhookSecret;
  if (!url || !sealed) {
    await ctx.db.webhookDelivery.deleteMany({ where: { nextAt: { not: null } } });
    return { delivered: 0, failed: 0, nextAt: null };
  }
  const secret = secretsFrom(ctx.secrets, secretPlaces.webhook).open(sealed, secretPlaces.webhook);
  const due = await ctx.db.webhookDelivery.findMany({
    where: { nextAt: { lte: now } },
    orderBy: { id: 'asc' },
    take: MAX_AT_ONCE,
    include: { event: true },
  });
  let delivered = 0;
  for (const { id, tries, createdAt, event } of due) {
    const body = await bodyOf(ctx, event);
    const signed = { 'ballast-event': String(event.id), 'ballast-signature': signBody(secret, body, now) };
    const posted = await postJson(url, body, signed);
    if (isAccepted(posted)) delivered++;
    const result = resultOf(posted, { tries: tries + 1, createdAt, now });
    await ctx.db.webhookDelivery.update({
      where: { id },
      data: { ...result, tries: tries + 1, triedAt: now },
    });
  }
  const next = await ctx.db.webhookDelivery.findFirst({
    where: { nextAt: { not: null } },
    orderBy: { nextAt: 'asc' },
    select: { nextAt: true },
  });
  return { delivered, failed: due.length - delivered, nextAt: next?.nextAt ?? null };
}

const isAccepted = ({ status }: Posted): boolean => status !== null && status >= 200 && status < 300;

function resultOf(posted: Posted, { tries, createdAt, now }: { tries: number; createdAt: Date; now: Date }) {
  if (isAccepted(posted)) return { ...posted, deliveredAt: now, nextAt: null };
  const seconds = RETRY_SECONDS[Math.min(tries, RETRY_SECONDS.length) - 1] ?? 0;
  const nextAt = new Date(now.getTime() + seconds * 1000);
  const isOver = nextAt.getTime() - createdAt.getTime() > GIVE_UP_MS;
  return { ...posted, nextAt: isOver ? null : nextAt };
}

interface SentEvent {
  id: bigint;
  at: Date;
  topic: string;
  code: string;
  clusterId: string | null;
  facts: unknown;
}

async function bodyOf(
  { db }: Context,
  { id, at, topic, code, clusterId, facts }: SentEvent,
): Promise<string> {
  const cluster = clusterId
    ? await db.cluster.findUnique({ where: { id: clusterId }, select: { id: true, name: true } })
    : null;
  return JSON.stringify({ id: String(id), at: at.toISOString(), topic, code, cluster, facts });
}
