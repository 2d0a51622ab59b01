import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { toJson } from '../../db/to-json.ts';
import type { Facts, Failure } from '../../model/errors.ts';
import { basisOf } from './basis.ts';
import { expiryOf, subjectOf } from './keeping.ts';

/** The move that was refused. */
export interface RefusedMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  runId: string | null;
}

/**
 * Stores the refusal of a hypervisor for planning, with the last observed values that it depends on. It replaces an
 * earlier one about the same VM or hosts. Temporary failures are not stored, nor is anything about a VM or host that
 * no longer exists.
 */
export async function rememberRefusal(
  tx: Transaction,
  { vmId, fromHostId, toHostId, runId }: RefusedMove,
  failure: Failure & { facts: Facts; message: string | null },
  now: Date,
): Promise<void> {
  const expiresAt = expiryOf(failure, now);
  if (vmId === null || expiresAt === undefined) return;
  const subject = subjectOf(failure, { vmId, fromHostId, toHostId });
  const vm = await tx.vm.findUnique({ where: { id: vmId } });
  const hosts = await tx.host.findMany({ where: { id: { in: [fromHostId, toHostId] } } });
  if (!vm) return;
  const world = {
    vms: new Map([[vm.id, { ...vm, hostId: fromHostId }]]),
    hosts: new Map(hosts.map((host) => [host.id, host])),
  };
  const basis = basisOf(subject, world);
  if (!basis) return;
  const { code, scope, facts, message } = failure;
  await tx.refusal.deleteMany({ where: { clusterId: vm.clusterId, ...subject } });
  await tx.refusal.create({
    data: {
      clusterId: vm.clusterId,
      ...subject,
      code,
      scope,
      message,
      ...toJson('refusal', { facts, basis }),
      at: now,
      expiresAt,
      runId,
    },
  });
  const namesOf = (id: string) => world.hosts.get(id)?.name ?? id;
  await recordEvents(tx, now, [
    {
      topic: 'refusal',
      code: 'remembered',
      clusterId: vm.clusterId,
      subject,
      facts: { vm: vm.name, host: namesOf(fromHostId), destination: namesOf(toHostId), code },
    },
  ]);
}

/** Deletes the refusals that a successful move has disproved: of its VM, of the pair, and of the connection. */
export async function forgetDisproved(
  tx: Transaction,
  { vmId, fromHostId, toHostId }: Omit<RefusedMove, 'runId'>,
): Promise<void> {
  await tx.refusal.deleteMany({
    where: {
      OR: [
        { vmId: null, fromHostId, toHostId },
        ...(vmId === null ? [] : [{ vmId, OR: [{ toHostId: null }, { toHostId }] }]),
      ],
    },
  });
}
