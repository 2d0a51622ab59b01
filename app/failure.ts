import { randomUUID } from 'node:crypto';
import { unstable_rethrow } from 'next/navigation';
import { isDatabaseUnavailable, isStoreFull } from '../lib/db/error-kind.ts';
import type { Failure } from '../lib/model/action-result.ts';
import { BallastError } from '../lib/model/errors.ts';
import { getLog } from './database.ts';

const statuses: Record<string, number> = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'invalid-input': 400,
  'sign-in-refused': 401,
  'sign-in-limited': 429,
  'sign-in-busy': 429,
  'database-unavailable': 503,
  'disk-full': 503,
  'internal-error': 500,
};

/**
 * An error as a form or a client may see it: its code and facts. One that Ballast cannot explain is logged under an id,
 * and only the id goes out. Next's own redirects and not-founds pass through.
 */
export function toFailure(error: unknown): Failure {
  unstable_rethrow(error);
  if (error instanceof BallastError && error.code === 'not-allowed')
    getLog().warn({ ...error.facts }, error.message);
  if (error instanceof BallastError) return { ok: false, code: error.code, facts: error.facts };
  if (isStoreFull(error)) {
    getLog().error({ err: error }, 'the disk is full');
    return { ok: false, code: 'disk-full', facts: {} };
  }
  if (isDatabaseUnavailable(error)) {
    getLog().warn({ err: error }, 'the database does not answer');
    return { ok: false, code: 'database-unavailable', facts: {} };
  }
  const id = randomUUID().slice(0, 8);
  getLog().error({ err: error, id }, 'a request failed');
  return { ok: false, code: 'internal-error', facts: { id } };
}

/** The same as an HTTP answer: `{ code, facts }`; 409 unless the code has a status of its own. With 429, when to come back. */
export function toFailureResponse(error: unknown): Response {
  const { code, facts } = toFailure(error);
  const status = statuses[code] ?? (code.endsWith('not-found') ? 404 : 409);
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if (status === 429) headers.set('Retry-After', String(facts.seconds));
  return Response.json({ code, facts }, { status, headers });
}
