import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { discoverHosts, withDriver } from './endpoint-driver.ts';
import { accessOf, EndpointEntry } from './endpoint-input.ts';
import type { TestedConnection } from './test-cluster.ts';

export const TestEndpointInput = EndpointEntry.extend({ configs: z.array(z.unknown()).min(1).max(100) });
export type TestEndpointInput = z.input<typeof TestEndpointInput>;

/**
 * Tests the chosen clusters of an entered endpoint: whether their hosts are reached, what the user may not do, and whether the
 * hosts reach each other. A failed connection is a result; what concerns the endpoint as a whole is thrown.
 */
export async function testEndpoint({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<TestedConnection[]> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { configs, ...entry } = parseInput(TestEndpointInput, input);
  const tested: TestedConnection[] = [];
  for (const config of configs) {
    const at = { driver: entry.driver, access: accessOf(entry), config };
    const hosts = await discoverHosts(ctx, at);
    const checks = await withDriver(ctx, at, hosts, (driver) => driver.testConnections());
    tested.push(
      ...checks.map(({ hostId, toHostId, ...check }) => ({ host: hostId, toHost: toHostId, ...check })),
    );
  }
  return tested;
}
