import type { ActionResult } from '../lib/model/action-result.ts';
import type { Context } from '../lib/services/context.ts';
import { toFailure } from './failure.ts';
import { getContext } from './session.ts';

/** The body of every server action: checks the session, runs the use case, and turns an error into a failure to show. */
export async function runAction<T>(work: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await work(await getContext()) };
  } catch (error) {
    return toFailure(error);
  }
}
