import type { VmFilter } from '../model/list-filter.ts';
import type { Automation } from '../model/vm.ts';
import type { Transaction } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matching } from './list-vms.ts';

/** Which VMs a change concerns: these, or all that match a filter except some. */
export type VmSelection = { vmIds: readonly string[] } | { filter: VmFilter; exceptIds: readonly string[] };

/** A VM whose automation changes: what it was, or becomes again. */
export interface ChangedVm {
  id: string;
  name: string;
  clusterId: string;
  cluster: string;
}

const columns = Prisma.sql`vm.id, vm.name, vm.cluster_id AS "clusterId", cluster.name AS cluster`;

/**
 * Locks the VMs of a selection that have another automation than this one, in the order of their ids, as observations do,
 * so that neither waits for the other in a circle.
 */
export async function lockToChange(
  tx: Transaction,
  selection: VmSelection,
  automation: Automation,
): Promise<(ChangedVm & { former: Automation })[]> {
  const chosen =
    'vmIds' in selection
      ? Prisma.sql`vm.id = ANY(${[...selection.vmIds]}::uuid[])`
      : Prisma.sql`${matching(selection.filter)} AND NOT vm.id = ANY(${[...selection.exceptIds]}::uuid[])`;
  return tx.$queryRaw`
    SELECT ${columns}, vm.automation::text AS former
    FROM vm JOIN host ON host.id = vm.host_id JOIN cluster ON cluster.id = vm.cluster_id
    WHERE ${chosen} AND vm.automation::text <> ${automation} ORDER BY vm.id FOR UPDATE OF vm`;
}

/** Sets the automation of VMs that are locked, and keeps what it was under a change. */
export async function writeAutomation(
  tx: Transaction,
  changeId: string,
  vms: readonly { id: string; former: Automation }[],
  automation: Automation,
): Promise<void> {
  const ids = vms.map(({ id }) => id);
  await tx.$executeRaw`
    INSERT INTO automation_change_vm (change_id, vm_id, former)
    SELECT ${changeId}::uuid, row.id, row.former::automation
    FROM unnest(${ids}::uuid[], ${vms.map(({ former }) => former)}::text[]) AS row(id, former)`;
  await tx.$executeRaw`
    UPDATE vm SET automation = ${automation}::automation WHERE id = ANY(${ids}::uuid[])`;
}

/**
 * Gives the VMs of a change their former automation again. One that somebody has changed since keeps what it has now.
 * Returns those that were changed.
 */
export async function restoreAutomation(
  tx: Transaction,
  changeId: string,
  automation: Automation,
): Promise<ChangedVm[]> {
  const vms: ChangedVm[] = await tx.$queryRaw`
    SELECT ${columns} FROM vm JOIN cluster ON cluster.id = vm.cluster_id
    JOIN automation_change_vm c ON c.vm_id = vm.id AND c.change_id = ${changeId}::uuid
    WHERE vm.automation::text = ${automation} AND NOT EXISTS (
      SELECT FROM automation_change_vm later JOIN automation_change change ON change.id = later.change_id
      WHERE later.vm_id = vm.id AND later.change_id > c.change_id AND change.undone_at IS NULL)
    ORDER BY vm.id FOR UPDATE OF vm`;
  await tx.$executeRaw`
    UPDATE vm SET automation = c.former FROM automation_change_vm c
    WHERE c.change_id = ${changeId}::uuid AND c.vm_id = vm.id AND vm.id = ANY(${vms.map(({ id }) => id)}::uuid[])`;
  return vms;
}
