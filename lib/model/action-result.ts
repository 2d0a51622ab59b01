import type { Facts } from './errors.ts';

/**
 * The result of a form: a value, or the reason of the failure. The texts of the codes are in `messages/`, namespace
 * `errors`.
 */
export type ActionResult<T = null> = { ok: true; value: T } | Failure;

export interface Failure {
  ok: false;
  code: string;
  facts: Facts;
}
