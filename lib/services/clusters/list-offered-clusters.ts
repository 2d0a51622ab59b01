import type { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { OfferedCluster } from '../../model/endpoint.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { accessOf, EndpointEntry, endpointKindOf } from './endpoint-input.ts';

export const ListOfferedInput = EndpointEntry;
export type ListOfferedInput = z.input<typeof ListOfferedInput>;

/** The clusters that an endpoint serves, to choose from. Throws DriverError: refused login, other certificate, no answer. */
export async function listOfferedClusters({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<OfferedCluster[]> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const entry = parseInput(ListOfferedInput, input);
  return endpointKindOf(entry.driver).listClusters(accessOf(entry));
}
