import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

const MOST = 50;

/** Wrong passwords for one email from one address, on one day. */
export interface RefusedRow {
  purpose: 'sign-in' | 'password';
  email: string;
  address: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
}

/** The newest refused sign-ins, and their number. */
export async function listRefusedSignIns({
  ctx,
}: {
  ctx: Context;
}): Promise<{ rows: RefusedRow[]; count: number }> {
  assertAllowed(ctx.actor, 'read', 'product');
  const [found, count] = await Promise.all([
    ctx.db.refusedSignIn.findMany({ orderBy: [{ lastAt: 'desc' }, { email: 'asc' }], take: MOST }),
    ctx.db.refusedSignIn.count(),
  ]);
  const rows = found.map(({ purpose, email, address, firstAt, lastAt, times }) => ({
    purpose: purpose === 'password' ? ('password' as const) : ('sign-in' as const),
    email,
    address,
    firstAt,
    lastAt,
    times,
  }));
  return { rows, count };
}
