import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { endEvacuation, hasMovesFrom, readArriving } from '../../db/evacuations.ts';
import { changeHostMode } from '../../db/hosts.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import type { HostObservation, VmObservation } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/**
 * The VMs, by UUID, because of which a host does not count as empty: those stored there, and those that its
 * hypervisor has and that are not known to be elsewhere, or that run there anyway. VMs that a person allowed
 * to stay do not count, those that were stopped only as long as they are.
 */
export async function vmsLeftOn(
  tx: Transaction,
  host: { id: string; clusterId: string },
  observation: HostObservation,
): Promise<Set<string>> {
  const { mayStay, mayStayRunning } = await tx.host.findUniqueOrThrow({
    where: { id: host.id },
    select: { mayStay: true, mayStayRunning: true },
  });
  const stored = await tx.vm.findMany({
    where: { hostId: host.id, missingSince: null },
    select: { id: true, uuid: true, state: true },
  });
  const seen = observation.vms;
  const elsewhere = await tx.vm.findMany({
    where: {
      clusterId: host.clusterId,
      uuid: { in: seen.map((vm) => vm.uuid) },
      hostId: { not: host.id },
      missingSince: null,
    },
    select: { uuid: true },
  });
  const away = new Set(elsewhere.map((vm) => vm.uuid));
  const isActive = (vm: VmObservation) => vm.isIncoming || vm.state !== 'stopped';
  const left = new Set([...stored, ...seen].map((vm) => vm.uuid));
  for (const vm of seen) if (!isActive(vm) && away.has(vm.uuid)) left.delete(vm.uuid);
  const active = new Set(seen.filter(isActive).map((vm) => vm.uuid));
  for (const { id, uuid, state } of stored)
    if (mayStayRunning.includes(id) || (mayStay.includes(id) && state === 'stopped' && !active.has(uuid)))
      left.delete(uuid);
  return left;
}

/** Puts a draining host into maintenance mode; false if it is no longer draining. */
export async function enterMaintenance(
  ctx: Context,
  tx: Transaction,
  host: { id: string; name: string },
): Promise<boolean> {
  if (!(await changeHostMode(tx, { id: host.id, from: ['draining'] }, 'maintenance'))) return false;
  await endEvacuation(tx, host.id, ctx.clock.now());
  const entry = { action: 'host.enter-maintenance', target: host.name, targetId: host.id } as const;
  await recordAudit(tx, ctx.actor, ctx.clock.now(), entry);
  return true;
}

/**
 * Puts a draining host into maintenance mode if it was found empty, nothing is moving to it, and no run has moves from
 * it left, whatever the result of the run was; a run that empties several hosts continues with the others. Call it once
 * the observation is stored. A host with an alarm does not count as empty.
 */
export async function settleDrained(
  ctx: Context,
  host: { id: string; name: string; clusterId: string },
  observation: HostObservation,
): Promise<boolean> {
  if (observation.alarms.length > 0) return false;
  return ctx.db.$transaction(async (tx) => {
    await lockHostRow(tx, host.id); // an evacuation that starts or ends at this moment is seen
    if (await hasMovesFrom(tx, host.id)) return false;
    if ((await readArriving(tx, host.id)).length > 0) return false;
    if ((await vmsLeftOn(tx, host, observation)).size > 0) return false;
    return enterMaintenance(ctx, tx, host);
  });
}
