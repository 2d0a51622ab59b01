import { hasOpenSteps, type OpenStep, readOpenSteps } from '../../db/power-steps.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { beginStep } from './begin-step.ts';
import { watchStep } from './watch-step.ts';

/**
 * One tick of all steps of a cluster that change the power of VMs. It relies only on rows and on what it reads of the
 * hypervisors, so any worker continues after any crash. True if some are left.
 */
export async function advanceSteps(
  ctx: Context,
  driver: HypervisorDriver,
  clusterId: string,
): Promise<boolean> {
  const steps = await readOpenSteps(ctx.db, clusterId);
  if (steps.length === 0) return false;
  const isNextStart = ({ order, state }: OpenStep) => order === 'start' && state === 'pending';
  await Promise.all(
    steps
      .filter((step) => !isNextStart(step))
      .map((step) =>
        step.state === 'ordered' ? watchStep(ctx, driver, step) : beginStep(ctx, driver, step, []),
      ),
  );
  // one after another: each must know those that were started before it
  for (const step of steps.filter(isNextStart))
    await beginStep(ctx, driver, step, await readOpenSteps(ctx.db, clusterId));
  return hasOpenSteps(ctx.db, clusterId);
}
