import { BallastError } from '@/lib/model/errors';
import { systemClock } from '@/lib/platform/clock';
import { type ReportFailingInput, reportFailing } from '@/lib/services/maintenance/report-failing';
import { actorOfToken } from '@/lib/services/tokens/actor-of-token';
import { addressOf } from '@/lib/services/users/sign-in';
import { getDatabase } from '@/lib/web/shared';
import { toFailureResponse } from '../../failure';

export const dynamic = 'force-dynamic';

const BEARER = /^Bearer (\S{1,200})$/;

/**
 * Another system reports a host that is about to fail: `{ host, reason, note?, cluster? }`, with a token in the header
 * `Authorization: Bearer`. Answers with `{ host, cluster, isNew }`, or `{ code, facts }`. A session of a browser does not count.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    const db = getDatabase();
    const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
    const address = addressOf(request.headers);
    const actor = await actorOfToken(db, { token, purpose: 'failing', address, now: systemClock.now() });
    const ctx = { db, clock: systemClock, actor };
    const reported = await reportFailing({ ctx, input: await readBody(request) });
    return Response.json(reported, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

async function readBody(request: Request): Promise<ReportFailingInput> {
  try {
    return await request.json();
  } catch {
    throw new BallastError('invalid-input', 'the body is no JSON', { field: 'input', problem: 'format' });
  }
}
