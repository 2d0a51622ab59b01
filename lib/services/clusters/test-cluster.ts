import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { DriverErrorCode } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { EnteredDriver, HostEntries } from './cluster-input.ts';
import { assertUsable, createDriverFor } from './entered-hosts.ts';

export const TestClusterInput = z.object({ driver: EnteredDriver, hosts: HostEntries });
export type TestClusterInput = z.input<typeof TestClusterInput>;

export interface TestedConnection {
  host: string;
  toHost: string | null; // null: Ballast to the host; else that host asked to reach this one
  ok: boolean;
  version: string | null;
  code: DriverErrorCode | null;
  message: string | null; // what the hypervisor said, in its own words
}

/**
 * Tries the hosts as they are entered, stored or not: Ballast to each, and each to each other. What does not work is an
 * answer, not an error; `invalid-input` and `bad-config` are thrown.
 */
export async function testCluster({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<TestedConnection[]> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { driver: kind, hosts } = parseInput(TestClusterInput, input);
  assertUsable(kind, hosts);
  const driver = createDriverFor(ctx, kind, hosts);
  try {
    const checks = await driver.testConnections();
    return checks.map(({ hostId, toHostId, ...check }) => ({ host: hostId, toHost: toHostId, ...check }));
  } finally {
    await driver.close();
  }
}
