import { randomUUID } from 'node:crypto';
import { isDatabaseUnavailable, isStoreFull } from '../db/error-kind.ts';
import type { Failure } from '../model/action-result.ts';
import { BallastError } from '../model/errors.ts';
import type { Log } from '../platform/log.ts';

/**
 * An error in the form for a form or a client: its code and facts. An unexpected error is logged under an id, and
 * only the id is sent.
 */
export function describeFailure(error: unknown, log: Log): Failure {
  if (error instanceof BallastError && error.code === 'not-allowed')
    log.warn({ ...error.facts }, error.message);
  if (error instanceof BallastError) return { ok: false, code: error.code, facts: error.facts };
  if (isStoreFull(error)) {
    log.error({ err: error }, 'the disk is full');
    return { ok: false, code: 'disk-full', facts: {} };
  }
  if (isDatabaseUnavailable(error)) {
    log.warn({ err: error }, 'the database does not answer');
    return { ok: false, code: 'database-unavailable', facts: {} };
  }
  const id = randomUUID().slice(0, 8);
  log.error({ err: error, id }, 'a request failed');
  return { ok: false, code: 'internal-error', facts: { id } };
}
