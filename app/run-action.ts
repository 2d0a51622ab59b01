import type { ActionResult } from '../lib/model/action-result.ts';
import type { Context } from '../lib/services/context.ts';
import { toFailure } from './failure.ts';
import { getContext } from './session.ts';

/** The body of every server action: asks who is there, runs the use case, and turns what was thrown into words to show. */
export async function runAction<T>(work: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await work(await getContext()) };
  } catch (error) {
    return toFailure(error);
  }
}
