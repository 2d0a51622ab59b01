import type { Database } from '../../db/client.ts';
import type { HostStep } from '../../model/host-commands.ts';
import type { PatchBack, PatchForecast } from '../../model/patch-run.ts';
import type { HostDraft } from './draft-host.ts';

/** Where nothing is known of a step and its restart. */
const ASSUMED_STEP_SECONDS = 600;
/** Between two phases: a worker sees the end of one and begins the next. */
const BETWEEN_SECONDS = 5;
/** So many earlier hosts tell how long a step takes. */
const LEARNED_FROM = 20;

/** How long a step takes, from its begin until its host is back, and how that is known. */
export type StepTime = Pick<PatchForecast, 'stepSeconds' | 'basis'>;

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

/** A host as a whole. VMs come back over the same links as they left, so that takes as long. */
export function forecastHost(
  { moves, seconds }: Pick<HostDraft, 'moves' | 'seconds'>,
  {
    vms,
    step,
    back,
    intervalSeconds,
  }: { vms: number; step: StepTime; back: PatchBack; intervalSeconds: number },
): PatchForecast {
  const comesBack = back === 'before' && moves > 0;
  return {
    vms,
    moves,
    evacuateSeconds: seconds + BETWEEN_SECONDS,
    ...step,
    stepSeconds: step.stepSeconds + BETWEEN_SECONDS,
    // it is back with the first sample that was taken since
    backSeconds: Math.min(BETWEEN_SECONDS * 2, intervalSeconds) + (comesBack ? seconds + BETWEEN_SECONDS : 0),
  };
}
