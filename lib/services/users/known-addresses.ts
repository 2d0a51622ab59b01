import { networkOf } from '../../platform/client-address.ts';
import type { Context } from '../context.ts';

/** How long an address from which a user signed in counts as known. */
const KNOWN_DAYS = 30;
const DAY_MS = 86_400_000;

type Store = Pick<Context, 'db' | 'clock'>;

/** Sign-ins before this time no longer count as recent. */
export function knownSince({ clock }: Pick<Context, 'clock'>): Date {
  return new Date(clock.now().getTime() - KNOWN_DAYS * DAY_MS);
}

/** Whether the user with this email recently signed in from this address. */
export async function isKnownAddress(options: {
  ctx: Store;
  input: { email: string; address: string };
}): Promise<boolean> {
  const { ctx, input } = options;
  const found = await ctx.db.knownAddress.findFirst({
    where: { address: networkOf(input.address), at: { gt: knownSince(ctx) }, user: { email: input.email } },
    select: { userId: true },
  });
  return found !== null;
}

export async function rememberAddress(options: {
  ctx: Store;
  input: { userId: string; address: string };
}): Promise<void> {
  const { ctx, input } = options;
  const [userId, address, at] = [input.userId, networkOf(input.address), ctx.clock.now()];
  const id = { userId_address: { userId, address } };
  await ctx.db.knownAddress.upsert({ where: id, create: { userId, address, at }, update: { at } });
}
