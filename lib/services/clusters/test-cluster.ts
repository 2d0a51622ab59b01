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
  toHost: string | null; // null: Ballast to the host; otherwise the host that was asked to connect to this one
  ok: boolean;
  version: string | null;
  code: DriverErrorCode | null;
  message: string | null; // the message of the hypervisor
}

/**
 * Tests the connections of entered hosts, stored or not: from Ballast to each host, and between each pair of hosts. A
 * failed connection is a result, not an error; `invalid-input` and `bad-config` are thrown.
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
