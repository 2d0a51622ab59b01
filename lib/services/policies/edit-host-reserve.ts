import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import { editHost } from '../clusters/edit-host.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { editPolicy } from './edit-policy.ts';

/** Both parts are parsed by the verbs that store them. */
export const EditHostReserveInput = z.object({
  hostId: z.unknown(),
  version: z.unknown(),
  change: z.unknown(),
  enteredCoreMhz: z.unknown(), // undefined: the clock is not changed
});

/**
 * Changes the reserve of a host and, if it is given, its nominal clock. The clock is stored first: if the reserve is
 * then refused and both are sent again, the clock no longer changes. Throws like `editHost` and `editPolicy`.
 */
export async function editHostReserve({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { enteredCoreMhz, ...reserve } = parseInput(EditHostReserveInput, input);
  if (enteredCoreMhz !== undefined)
    await editHost({ ctx, input: { hostId: reserve.hostId, enteredCoreMhz } });
  await editPolicy({ ctx, input: { scope: 'host', ...reserve } });
}
