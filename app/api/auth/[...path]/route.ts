import { toFailureResponse } from '@/app/failure';
import { systemClock } from '@/lib/platform/clock';
import { signIn } from '@/lib/services/users/sign-in';
import { getAuth, getDatabase } from '@/lib/web/shared';

/** What the library offers over HTTP beyond these goes through Ballast's own use cases, which check and audit. */
const offered = new Set(['POST /api/auth/sign-out']);

/** Signs in with `{ email, password }` as JSON, which no form of another site can send; answers with the person. */
async function answerSignIn(request: Request): Promise<Response> {
  try {
    const isJson = /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
    const input: unknown = isJson ? await request.json().catch(() => null) : null;
    const ctx = { db: getDatabase(), clock: systemClock };
    const { user, headers } = await signIn({ ctx, auth: getAuth(), input, headers: request.headers });
    headers.set('cache-control', 'no-store');
    return Response.json({ user }, { headers });
  } catch (error) {
    return toFailureResponse(error);
  }
}

async function handle(request: Request): Promise<Response> {
  const call = `${request.method} ${new URL(request.url).pathname}`;
  if (call === 'POST /api/auth/sign-in/email') return answerSignIn(request);
  if (!offered.has(call)) return Response.json({ code: 'not-found' }, { status: 404 });
  return getAuth().handler(request);
}

export const GET = handle;
export const POST = handle;
