import { getAuth } from '@/app/database';

/** What the library offers over HTTP beyond these goes through Ballast's own use cases, which check and audit. */
const offered = new Set([
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-out',
  'GET /api/auth/get-session',
]);

async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!offered.has(`${request.method} ${pathname}`))
    return Response.json({ code: 'not-found' }, { status: 404 });
  return getAuth().handler(request);
}

export const GET = handle;
export const POST = handle;
