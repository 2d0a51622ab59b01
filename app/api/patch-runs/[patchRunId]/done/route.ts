import { BallastError } from '@/lib/model/errors';
import { systemClock } from '@/lib/platform/clock';
import { reportStep } from '@/lib/services/patches/confirm-patch-host';
import { getDatabase } from '@/lib/web/shared';
import { toFailureResponse } from '../../../../failure';

export const dynamic = 'force-dynamic';

/** Whoever has the token of a run. */
const webhookActor = { kind: 'system', name: 'webhook' } as const;
const BEARER = /^Bearer (\S+)$/;

/**
 * Another system says that the step of a host is done: `Authorization: Bearer` with the token of the run, and `{"host": "kvm-01"}`. 204; 401 for
 * a wrong token or an unknown run; 409 if the host does not wait for it.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ patchRunId: string }> },
): Promise<Response> {
  const { patchRunId } = await params;
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return refused();
  try {
    const ctx = { db: getDatabase(), clock: systemClock, actor: webhookActor };
    await reportStep({ ctx, input: { patchRunId, token, ...(await readBody(request)) } });
    return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    if (error instanceof BallastError && error.code === 'patch-token-wrong') return refused();
    return toFailureResponse(error);
  }
}

const refused = (): Response =>
  new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });

async function readBody(request: Request): Promise<{ host: string }> {
  const body: unknown = await request.json().catch(() => null);
  const host = typeof body === 'object' && body !== null && 'host' in body ? body.host : '';
  return { host: typeof host === 'string' ? host : '' };
}
