import { openOutage } from '../../db/outages.ts';
import { enqueue } from '../../db/queue.ts';
import { BallastError } from '../../model/errors.ts';
import { toPlainText } from '../../model/plain-text.ts';
import { type CommandEnd, runCommand } from '../../platform/run-command.ts';
import type { Context } from '../context.ts';
import type { RunCommand } from './check-power.ts';
import { fencesFor } from './commands-for.ts';
import { recordVerdict } from './read-signs.ts';

/**
 * Runs the fence commands that were asked for in a cluster. One that ends with exit status 0 has proved its host off. The signs are
 * read again right away, because one of life outweighs every proof. A worker that dies in between leaves the request, so a
 * command may run twice.
 */
export async function fenceHosts({
  ctx,
  input: { clusterId },
  run = runCommand,
}: {
  ctx: Context;
  input: { clusterId: string };
  run?: RunCommand;
}): Promise<void> {
  const asked = await findAsked(ctx, clusterId);
  await Promise.all(asked.map((outage) => fenceOne(ctx, outage, run)));
  if (asked.length > 0) await enqueue(ctx.db, 'collect-cluster', clusterId, { isAsked: true });
}

/** Beyond the time limit of a command: its worker has died. */
const LATE_MS = 60_000;
/** The longest time limit that the file of commands allows. */
const MAX_LIMIT_MS = 3_600_000;

/** Asks again for fence commands whose worker has died. */
export async function wakeFences({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<void> {
  const now = ctx.clock.now().getTime();
  const isLate = ({ fenceAskedAt, fenceName, host }: Asked): boolean => {
    const limitMs = limitOf(ctx, host.name, fenceName);
    return fenceAskedAt !== null && now - fenceAskedAt.getTime() > limitMs + LATE_MS;
  };
  if ((await findAsked(ctx, clusterId)).some(isLate)) await enqueue(ctx.db, 'fence-hosts', clusterId);
}

function limitOf(ctx: Context, host: string, fenceName: string | null): number {
  try {
    const fence = fencesFor(ctx, host).find(({ name }) => name === fenceName);
    return fence ? fence.timeoutSeconds * 1000 : 0;
  } catch (error) {
    if (error instanceof BallastError) return MAX_LIMIT_MS;
    throw error;
  }
}

const findAsked = (ctx: Context, clusterId: string) =>
  ctx.db.outage.findMany({
    where: { clusterId, ...openOutage, fenceAskedAt: { not: null }, fenceEndedAt: null },
    include: { host: { select: { name: true } } },
  });

type Asked = Awaited<ReturnType<typeof findAsked>>[number];

async function fenceOne(ctx: Context, outage: Asked, run: RunCommand): Promise<void> {
  const message = await whyUnproved(ctx, outage, run);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const isProved = message === null && outage.offAt === null;
    const { fenceName: offBy } = outage;
    const proof = isProved ? ({ offProof: 'fence', offAt: at, offBy, verdict: 'off' } as const) : {};
    const { count } = await tx.outage.updateMany({
      where: { id: outage.id, ...openOutage, fenceAskedAt: outage.fenceAskedAt },
      data: { fenceEndedAt: at, fenceMessage: message, ...proof, signsAt: null },
    });
    if (count === 1 && isProved && outage.verdict !== 'off') await recordVerdict(tx, outage, 'off', at);
  });
}

/** Null: the command has proved that the host is off. */
async function whyUnproved(
  ctx: Context,
  { host, fenceName }: Asked,
  run: RunCommand,
): Promise<string | null> {
  try {
    const fence = fencesFor(ctx, host.name).find(({ name }) => name === fenceName);
    if (fence === undefined) return `${fenceName} is no longer in the file of commands`;
    return describeEnd(await run(fence.command, fence.timeoutSeconds, { BALLAST_HOST: host.name }));
  } catch (error) {
    if (error instanceof BallastError) return error.message;
    throw error;
  }
}

function describeEnd({ status, output }: CommandEnd): string | null {
  if (status === 0) return null;
  const why = status === null ? 'it did not end in time' : `exit status ${status}`;
  return toPlainText(output === '' ? why : `${why}: ${output}`);
}
