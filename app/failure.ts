import { unstable_rethrow } from 'next/navigation';
import type { Failure } from '../lib/model/action-result.ts';
import { describeFailure } from '../lib/web/describe-failure.ts';
import { getLog } from '../lib/web/shared.ts';

const statuses: Record<string, number> = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'invalid-input': 400,
  'sign-in-refused': 401,
  'sign-in-limited': 429,
  'sign-in-busy': 429,
  'too-many-requests': 429,
  'token-wrong': 401,
  'database-unavailable': 503,
  'disk-full': 503,
  'internal-error': 500,
};

/** An error as a form or a client may see it. Next's own redirects and not-founds pass through. */
export function toFailure(error: unknown): Failure {
  unstable_rethrow(error);
  return describeFailure(error, getLog());
}

/** The same as an HTTP answer: `{ code, facts }`; 409 unless the code has a status of its own. With 429, when to come back. */
export function toFailureResponse(error: unknown): Response {
  const { code, facts } = toFailure(error);
  const status = statuses[code] ?? (code.endsWith('not-found') ? 404 : 409);
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if (status === 429) headers.set('Retry-After', String(facts.seconds));
  return Response.json({ code, facts }, { status, headers });
}
