import { clusterPolicy } from '../../db/policies.ts';
import type { OpenStep } from '../../db/power-steps.ts';
import { memoryOverMiB } from '../../engine/cluster/memory.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { lockingMoveStates } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { readPlanningState } from '../planning/read-planning-state.ts';
import { snapshotOf } from '../planning/snapshot-of.ts';
import { endStep } from './end-step.ts';
import { isAsOrdered, isOver, orderStep } from './watch-step.ts';

/**
 * Orders a step that waits, if its VM is where it was decided, and as it must be; otherwise it is skipped, or waits until
 * its time-out. A VM is started only where its memory is free, with every VM counted that runs there, arrives, or is being
 * started (`others`).
 */
export async function beginStep(
  ctx: Context,
  driver: HypervisorDriver,
  step: OpenStep,
  others: readonly OpenStep[],
): Promise<void> {
  if (step.run && step.run.cancelRequestedAt !== null && step.order !== 'start')
    return endStep(ctx, step, 'cancelled', { code: 'cancelled' });
  if (step.run && step.run.pausedAt !== null && step.order !== 'start') return;
  const vm = step.vmId === null ? null : await ctx.db.vm.findUnique({ where: { id: step.vmId } });
  if (!vm || vm.missingSince !== null) return endStep(ctx, step, 'skipped', { code: 'vm-gone' });
  if (vm.duplicateHostId !== null) return endStep(ctx, step, 'failed', { code: 'two-copies' });
  const moving = { vmId: vm.id, state: { in: [...lockingMoveStates] } };
  if ((await ctx.db.move.count({ where: moving })) > 0) return;
  if (vm.hostId !== step.hostId) return endStep(ctx, step, 'skipped', { code: 'vm-moved' });
  const giveUp = async (code: 'host-silent' | 'no-memory' | 'not-in-service') => {
    if (!isOver(step.createdAt, step.timeoutSeconds, ctx.clock.now())) return;
    await endStep(ctx, step, 'failed', { code, facts: { seconds: step.timeoutSeconds } });
  };
  const reading = await driver.readPower(step.hostId, step.vmUuid);
  if (reading.state === 'unreachable') return giveUp('host-silent');
  if (reading.state === 'absent') return endStep(ctx, step, 'skipped', { code: 'vm-gone' });
  if (isAsOrdered(step, reading)) return endStep(ctx, step, 'skipped', { code: 'already' });
  if (step.order === 'start') {
    const trouble = await whyNotStarted(ctx, step, others);
    if (trouble) return giveUp(trouble);
  }
  await orderStep(ctx, driver, step);
}

/** Why its host cannot take the memory of the VM now; null: it can. */
async function whyNotStarted(
  ctx: Context,
  step: OpenStep,
  others: readonly OpenStep[],
): Promise<'no-memory' | 'not-in-service' | null> {
  const { cluster, unfinished } = await readPlanningState(ctx.db, step.clusterId);
  const host = cluster.hosts.find(({ id }) => id === step.hostId);
  const snapshot = snapshotOf(cluster, ctx.clock.now());
  const seen = snapshot.hosts.find(({ id }) => id === step.hostId);
  if (!host || !seen || host.mode === 'maintenance' || seen.state === 'offline') return 'not-in-service';
  const isStarting = new Set(
    [step, ...others.filter(({ order, state }) => order === 'start' && state === 'ordered')].map(
      ({ vmId }) => vmId,
    ),
  );
  const arriving = new Set(unfinished.flatMap(({ vmId, toHostId }) => (toHostId === host.id ? vmId : [])));
  const held = snapshot.vms
    .filter(({ id, hostId }) => hostId === host.id || arriving.has(id))
    .map((vm) => (isStarting.has(vm.id) ? { ...vm, state: 'running' as const } : vm));
  return memoryOverMiB(seen, held, clusterPolicy(cluster).values) > 0 ? 'no-memory' : null;
}
