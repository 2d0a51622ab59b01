'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type EditHostInput, editHost } from '@/lib/services/clusters/edit-host';
import { includeVm } from '@/lib/services/exemptions/include-vm';
import { leaveMaintenance } from '@/lib/services/maintenance/leave-maintenance';
import { clearFailing, type MarkFailingInput, markFailing } from '@/lib/services/maintenance/mark-failing';
import { evacuateHost } from '@/lib/services/orders/evacuate-hosts';
import {
  type DestinationForecast,
  type ForecastMoveInput,
  forecastMove,
} from '@/lib/services/orders/forecast-move';
import { type MigrateVmInput, migrateVm } from '@/lib/services/orders/migrate-vm';
import { type ReturnHostInput, returnHost } from '@/lib/services/orders/return-host';
import { type RemoveCopiesInput, removeCopies } from '@/lib/services/outages/remove-copies';
import { type OptimizeResult, optimizeCluster } from '@/lib/services/plans/optimize-cluster';
import { editHostReserve } from '@/lib/services/policies/edit-host-reserve';
import { tryAgain } from '@/lib/services/refusals/try-again';
import { type HostReturn, readReturn } from '@/lib/views/host/read-return';
import { runAction } from '../../../run-action';

/** A worker removes them. */
export async function removeCopiesAction(input: RemoveCopiesInput): Promise<ActionResult<void>> {
  const result = await runAction((ctx) => removeCopies({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}

/** Entering maintenance mode is an evacuation; without VMs there is no job, and the hypervisor is asked at once. */
export async function enterMaintenanceAction(
  hostId: string,
): Promise<ActionResult<{ runId: string | null }>> {
  const result = await runAction((ctx) => evacuateHost({ ctx, input: { hostId } }));
  revalidatePath('/hosts', 'layout');
  return result;
}

/** Plans place nothing on the host any more, and its evacuation is suggested. */
export async function markFailingAction(input: MarkFailingInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await markFailing({ ctx, input });
    return null;
  });
  revalidatePath('/', 'layout'); // many pages show hosts with their states
  return result;
}

export async function clearFailingAction(hostId: string): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await clearFailing({ ctx, input: { hostId } });
    return null;
  });
  revalidatePath('/', 'layout');
  return result;
}

/** Back in service. These VMs, which Ballast has shut down or saved there, are started again. */
export async function leaveMaintenanceAction(hostId: string, startVms: string[] = []): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await leaveMaintenance({ ctx, input: { hostId, startVms } });
    return null;
  });
  revalidatePath('/hosts', 'layout');
  return result;
}

/** What would come back if the host returned to service as before; null: nothing has left it. */
export async function previewReturnAction(hostId: string): Promise<ActionResult<HostReturn | null>> {
  return runAction((ctx) => readReturn({ ctx, input: { hostId } }));
}

/** Back in service, with the VMs that left it. */
export async function returnHostAction(input: ReturnHostInput): Promise<ActionResult<{ runId: string }>> {
  const result = await runAction((ctx) => returnHost({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}

/** Back in service, and the cluster is evaluated at once: a suggestion of it waits for approval. */
export async function balanceAfterReturnAction(
  hostId: string,
  clusterId: string,
  startVms: string[] = [],
): Promise<ActionResult<OptimizeResult>> {
  const result = await runAction(async (ctx) => {
    await leaveMaintenance({ ctx, input: { hostId, startVms } });
    return optimizeCluster({ ctx, input: { clusterId } });
  });
  revalidatePath('/hosts', 'layout');
  return result;
}

export async function editHostAction(input: EditHostInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await editHost({ ctx, input });
    return null;
  });
  revalidatePath('/', 'layout'); // many pages show forecasts and warnings
  return result;
}

interface HostReserveInput {
  hostId: string;
  version: number;
  change: { reserveCores: number | null; reserveMemoryMiB: number | null };
  enteredCoreMhz?: number | null; // left out: as it is
}

export async function editHostReserveAction(input: HostReserveInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await editHostReserve({ ctx, input });
    return null;
  });
  revalidatePath('/', 'layout'); // many pages show limits and figures
  return result;
}

/** The forecasts with other options than those of the cluster. */
export async function forecastAction(input: ForecastMoveInput): Promise<ActionResult<DestinationForecast[]>> {
  return runAction((ctx) => forecastMove({ ctx, input }));
}

/** Forgets refusals, so that plans may order the moves again. */
export async function tryAgainAction(refusalIds: string[]): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await tryAgain({ ctx, input: { refusalIds } });
    return null;
  });
  revalidatePath('/', 'layout'); // the pages of a VM and of hosts show them
  return result;
}

/** The VM is balanced again. */
export async function includeVmAction(vmId: string): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await includeVm({ ctx, input: { vmId } });
    return null;
  });
  revalidatePath('/hosts', 'layout');
  return result;
}

export async function migrateAction(input: MigrateVmInput): Promise<ActionResult<{ runId: string }>> {
  return runAction((ctx) => migrateVm({ ctx, input }));
}
