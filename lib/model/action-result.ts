import type { Facts } from './errors.ts';

/** What a form gets back: a value, or why not. The words for the code are in `messages/`, namespace `errors`. */
export type ActionResult<T = null> = { ok: true; value: T } | Failure;

export interface Failure {
  ok: false;
  code: string;
  facts: Facts;
}
