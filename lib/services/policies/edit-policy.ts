import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { patchOf, withPolicy, writePatch } from '../../db/policies.ts';
import { lockClusterRow, lockHostRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { changePatch, type PolicyChange, policyChangeAt } from '../../model/policy.ts';
import { MAX_RESERVED_SHARE } from '../../model/reserve.ts';
import { ClusterId, HostId } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

/** The version that the person saw before the edit; 0: there was none. */
const version = z.number().int().min(0);

export const EditPolicyInput = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('cluster'), clusterId: ClusterId, version, change: policyChangeAt('cluster') }),
  z.object({ scope: z.literal('host'), hostId: HostId, version, change: policyChangeAt('host') }),
]);
export type EditPolicyInput = z.input<typeof EditPolicyInput>;
type Edit = z.output<typeof EditPolicyInput>;

/**
 * Changes the policy of a cluster or a host; fields that are left out keep their values. The next observation,
 * evaluation and tick of jobs use it; options of existing moves were stored with them and do not change. Throws
 * `invalid-input`, also for a reserve of more than nine tenths of its host, `cluster-not-found`, `host-not-found`, or
 * `conflict` with `target` if somebody else was first.
 */
export async function editPolicy({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const edit = parseInput(EditPolicyInput, input);
  await ctx.db.$transaction(async (tx) => {
    const owner = await (edit.scope === 'cluster'
      ? findCluster(tx, edit.clusterId)
      : findHost(tx, edit.hostId, edit.change));
    const clusterId = 'clusterId' in owner ? owner.clusterId : owner.id;
    assertAllowed(ctx.actor, 'policy.edit', { clusterId });
    const from = patchOf(owner);
    const to = changePatch(from, edit.change);
    if (!(await writePatch(tx, targetOf(edit), to, edit.version)))
      throw new BallastError('conflict', 'somebody else changed it first', { target: owner.name });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'policy.change',
      target: owner.name,
      targetId: owner.id,
      details: { scope: edit.scope, from, to },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: edit.scope === 'host' ? owner.id : null },
        facts: { [edit.scope]: owner.name },
      },
    });
  });
}

const targetOf = (edit: Edit) =>
  edit.scope === 'cluster' ? { clusterId: edit.clusterId } : { hostId: edit.hostId };

async function findCluster(tx: Transaction, id: string) {
  await lockClusterRow(tx, id);
  const cluster = await tx.cluster.findUnique({ where: { id }, include: withPolicy });
  if (!cluster) throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: id });
  return cluster;
}

async function findHost(tx: Transaction, id: string, { reserveCores, reserveMemoryMiB }: PolicyChange) {
  await lockHostRow(tx, id);
  const host = await tx.host.findUnique({ where: { id }, include: withPolicy });
  if (!host) throw new BallastError('host-not-found', 'there is no such host', { host: id });
  assertFits('reserveCores', reserveCores, host.cpuCores);
  assertFits('reserveMemoryMiB', reserveMemoryMiB, host.memoryMiB);
  return host;
}

/** With a reserve that takes the whole host its load would be meaningless. */
function assertFits(name: string, reserve: number | null | undefined, of: number | null): void {
  if (reserve == null || of === null || reserve <= of * MAX_RESERVED_SHARE) return;
  const limit = Math.floor(of * MAX_RESERVED_SHARE * 10) / 10;
  const field = `change.${name}`;
  throw new BallastError('invalid-input', `${field}: no more than ${limit}`, {
    field,
    problem: 'tooBig',
    limit,
  });
}
