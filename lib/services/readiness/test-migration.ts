import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { enqueue } from '../../db/queue.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { parseInput } from '../parse-input.ts';

export const TestMigrationInput = z.object({
  clusterId: z.uuid(),
  /** A running VM; null: a guest that Ballast makes on `fromHostId` and removes afterwards. */
  vmId: z.uuid().nullable(),
  fromHostId: z.uuid().nullable(),
  toHostId: z.uuid(),
});
export type TestMigrationInput = z.infer<typeof TestMigrationInput>;

/**
 * Asks for a test migration: a running VM moves live to another host and back, by two orders like any others. A worker
 * places them, the second once the first has ended. Throws `cluster-not-found`, `cluster-in-past`, `host-not-found`,
 * `vm-not-found`, `test-vm-not-running`, `test-same-host`, `test-no-guest`, `test-running`.
 */
export async function testMigration({
  ctx,
  input,
}: {
  ctx: Context;
  input: TestMigrationInput;
}): Promise<{ id: string }> {
  assertAllowed(ctx.actor, 'vm.migrate', 'some-cluster');
  const asked = parseInput(TestMigrationInput, input);
  const { clusterId } = asked;
  assertAllowed(ctx.actor, 'vm.migrate', { clusterId });
  const now = ctx.clock.now();
  const running = new BallastError('test-running', 'a test migration of the cluster has not ended', {});
  try {
    return await ctx.db.$transaction(async (tx) => {
      const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
      if (!cluster)
        throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
      assertReady(cluster, now);
      const subject = await findSubject(tx, cluster.driver, asked);
      const to = await findHostIn(tx, clusterId, asked.toHostId);
      if (subject.from.id === to.id)
        throw new BallastError('test-same-host', 'source and destination are one host', { host: to.name });
      const test = await tx.testMigration.create({
        data: {
          clusterId,
          vmId: subject.vmId,
          vmName: subject.vmName,
          isGuest: subject.vmId === null,
          fromHostId: subject.from.id,
          fromHostName: subject.from.name,
          toHostId: to.id,
          toHostName: to.name,
          state: 'asked',
          requestedBy: ctx.actor.name,
          createdAt: now,
        },
      });
      await recordAudit(tx, ctx.actor, now, {
        action: 'cluster.test-migration',
        target: cluster.name,
        targetId: clusterId,
        details: { vm: subject.vmName, from: subject.from.name, to: to.name },
      });
      await enqueue(tx, 'check-readiness', clusterId);
      return { id: test.id };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw running;
    throw error;
  }
}

async function findSubject(
  tx: Transaction,
  driver: DriverKind,
  { clusterId, vmId, fromHostId }: TestMigrationInput,
) {
  if (vmId === null) {
    if (!descriptorOf(driver).abilities.testGuest)
      throw new BallastError('test-no-guest', `${driver} starts no guest for a test`, {});
    return { vmId, vmName: '-', from: await findHostIn(tx, clusterId, fromHostId) };
  }
  const vm = await tx.vm.findFirst({ where: { id: vmId, clusterId }, include: { host: true } });
  if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vmId });
  if (vm.state !== 'running' || vm.missingSince !== null)
    throw new BallastError('test-vm-not-running', `${vm.name} does not run`, { vm: vm.name });
  return { vmId, vmName: vm.name, from: vm.host };
}

async function findHostIn(tx: Transaction, clusterId: string, hostId: string | null) {
  const host = hostId === null ? null : await findHost(tx, hostId);
  if (host?.clusterId === clusterId) return host;
  throw new BallastError('host-not-found', `the cluster has no host ${hostId}`, { hostId: hostId ?? '-' });
}
