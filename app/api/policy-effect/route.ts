import { BallastError } from '@/lib/model/errors';
import { readPolicyEffect } from '@/lib/views/policy/read-policy-effect';
import { toFailureResponse } from '../../failure';
import { getContext } from '../../session';

export const dynamic = 'force-dynamic';

/** What a change of a policy would do. No server action: a browser can cancel this request, and its planning then ends. */
export async function POST(request: Request): Promise<Response> {
  try {
    const ctx = await getContext();
    const effect = await readPolicyEffect({ ctx, input: await readBody(request) });
    return Response.json(effect, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return toFailureResponse(error);
  }
}

async function readBody(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new BallastError('invalid-input', 'the body is no JSON', { field: 'input', problem: 'format' });
  }
}
