import type { Database } from '../../db/client.ts';
import type { HostStep } from '../../model/host-commands.ts';
import type { StepTime } from '../../model/patch-schedule.ts';

/** Where nothing is known of a step and its restart. */
const ASSUMED_STEP_SECONDS = 600;
/** So many earlier hosts tell how long a step takes. */
const LEARNED_FROM = 20;

/**
 * The median of the last hosts of the cluster with the same step; else what the file says; else ten minutes.
 */
export async function forecastStep(
  db: Database,
  { clusterId, step, command }: { clusterId: string; step: string; command: HostStep | null },
): Promise<StepTime> {
  const hosts = await db.patchHost.findMany({
    where: {
      patchRun: { clusterId, ...(command === null ? { step: asStep(step) } : { stepName: command.name }) },
      phase: 'done',
      steppingAt: { not: null },
      returnedAt: { not: null },
    },
    orderBy: { finishedAt: 'desc' },
    take: LEARNED_FROM,
    select: { steppingAt: true, returnedAt: true },
  });
  const seconds = hosts
    .flatMap(({ steppingAt, returnedAt }) =>
      steppingAt && returnedAt ? (returnedAt.getTime() - steppingAt.getTime()) / 1000 : [],
    )
    .toSorted((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)];
  if (median !== undefined) return { stepSeconds: median, basis: 'measured' };
  const { expectedSeconds } = command ?? {};
  if (expectedSeconds !== undefined) return { stepSeconds: expectedSeconds, basis: 'file' };
  return { stepSeconds: ASSUMED_STEP_SECONDS, basis: 'assumed' };
}

const asStep = (step: string) => (step === 'webhook' ? 'webhook' : 'person');
