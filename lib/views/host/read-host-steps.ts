import { assertAllowed } from '../../model/actor.ts';
import { isId } from '../../model/is-id.ts';
import { openPowerSteps } from '../../model/power-step.ts';
import type { StepView } from '../../model/step-view.ts';
import type { Context } from '../../services/context.ts';
import { viewStep } from '../shared/step-view.ts';

/** How long a VM that was not started is shown, unless it was started since. */
const SHOWN_MS = 24 * 3_600_000;

/** VMs that are started on a host since it returned to service: those that are being started, and those that were not. */
export async function readHostSteps({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<StepView[]> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  if (!isId(input.hostId)) return [];
  const since = new Date(ctx.clock.now().getTime() - SHOWN_MS);
  const steps = await ctx.db.powerStep.findMany({
    where: {
      hostId: input.hostId,
      runId: null,
      OR: [
        { state: { in: [...openPowerSteps] } },
        { state: 'failed', finishedAt: { gt: since }, vm: { state: 'stopped', hostId: input.hostId } },
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { vmName: 'asc' }],
  });
  for (const { clusterId } of steps.slice(0, 1)) assertAllowed(ctx.actor, 'read', { clusterId });
  return steps.map(viewStep);
}
