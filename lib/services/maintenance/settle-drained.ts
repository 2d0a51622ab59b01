import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { isBeingEvacuated, readArriving } from '../../db/evacuations.ts';
import { changeHostMode } from '../../db/hosts.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import type { HostObservation, VmObservation } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/**
 * VMs by UUID that keep a host from being called empty: those that are stored there, and what its hypervisor has there
 * that is not known to be elsewhere, or runs there all the same. One that may stay there does not, while it is stopped.
 */
export async function vmsLeftOn(
  tx: Transaction,
  host: { id: string; clusterId: string },
  observation: HostObservation,
): Promise<Set<string>> {
  const { mayStay } = await tx.host.findUniqueOrThrow({ where: { id: host.id }, select: { mayStay: true } });
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
    if (mayStay.includes(id) && state === 'stopped' && !active.has(uuid)) left.delete(uuid);
  return left;
}

/** Puts a draining host into maintenance; false if it does not drain any more. */
export async function enterMaintenance(
  ctx: Context,
  tx: Transaction,
  host: { id: string; name: string },
): Promise<boolean> {
  if (!(await changeHostMode(tx, { id: host.id, from: ['draining'] }, 'maintenance'))) return false;
  const entry = { action: 'host.enter-maintenance', target: host.name, targetId: host.id } as const;
  await recordAudit(tx, ctx.actor, ctx.clock.now(), entry);
  return true;
}

/**
 * Puts a draining host into maintenance when it was found empty, nothing is on its way to it, and no run empties it,
 * whatever became of the run that did. To be called once what was seen is stored. A host whose word raised an alarm is
 * not called empty.
 */
export async function settleDrained(
  ctx: Context,
  host: { id: string; name: string; clusterId: string },
  observation: HostObservation,
): Promise<boolean> {
  if (observation.alarms.length > 0) return false;
  return ctx.db.$transaction(async (tx) => {
    await lockHostRow(tx, host.id); // an evacuation that begins or ends at this moment is seen
    if (await isBeingEvacuated(tx, host.id)) return false;
    if ((await readArriving(tx, host.id)).length > 0) return false;
    if ((await vmsLeftOn(tx, host, observation)).size > 0) return false;
    return enterMaintenance(ctx, tx, host);
  });
}
