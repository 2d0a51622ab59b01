import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import type { HostStep } from '../../model/host-commands.ts';
import { isId } from '../../model/is-id.ts';
import type { PatchState } from '../../model/patch-run.ts';
import type { StepTime } from '../../model/patch-schedule.ts';
import type { Context } from '../../services/context.ts';
import { type DraftedHost, draftPatch } from '../../services/patches/draft-patch.ts';
import { forecastStep } from '../../services/patches/forecast-host.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';

const RUNS_SHOWN = 20;

/** A step that may be chosen. Its command is not shown: it is the administrator's. */
export interface StepOption extends Pick<HostStep, 'name' | 'description' | 'restarts'> {
  time: StepTime;
}

export interface PatchRunRow {
  id: string;
  number: number;
  state: PatchState;
  requestedBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  done: number;
  hosts: number;
}

/** What patching the hosts of a cluster would do, and its patch runs. */
export interface PatchPlanPage {
  cluster: {
    id: string;
    name: string;
    hosts: number;
    rules: number;
    intervalSeconds: number;
    notReady: NotReady | null;
  };
  now: Date;
  failuresToSurvive: number;
  hosts: DraftedHost[]; // in the order in which they would be patched
  steps: StepOption[];
  /** Why the file of commands is not used; null: it is, or there is none. */
  fileProblem: Facts | null;
  person: StepTime; // a step that people or other systems do
  activeRunId: string | null;
  runs: PatchRunRow[]; // newest first
}

/** Throws `cluster-not-found`. */
export async function readPatchPlan({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<PatchPlanPage> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  if (!isId(clusterId))
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const cluster = await readClusterState(ctx.db, clusterId);
  const clock = clockOf(cluster, ctx.clock.now());
  const wishes = { clusterId, step: 'person', stepName: null, back: 'before', leavesStopped: true } as const;
  const hostIds = cluster.hosts.map(({ id }) => id);
  const draft = clock.notReady || hostIds.length === 0 ? null : await draftPatch(ctx, { ...wishes, hostIds });
  const { steps, fileProblem } = await readSteps(ctx, clusterId);
  const runs = await readRuns(ctx, clusterId);
  return {
    cluster: {
      id: cluster.id,
      name: cluster.name,
      hosts: cluster.hosts.length,
      rules: cluster.rules.length,
      intervalSeconds: clock.intervalSeconds,
      notReady: clock.notReady,
    },
    now: clock.now,
    failuresToSurvive: draft?.policy.failuresToSurvive ?? 0,
    hosts: draft?.hosts ?? [],
    steps,
    fileProblem,
    person: await forecastStep(ctx.db, { clusterId, step: 'person', command: null }),
    activeRunId: runs.find(({ finishedAt }) => finishedAt === null)?.id ?? null,
    runs,
  };
}

async function readSteps(
  ctx: Context,
  clusterId: string,
): Promise<Pick<PatchPlanPage, 'steps' | 'fileProblem'>> {
  try {
    const steps = ctx.commands?.().steps ?? [];
    const options = steps.map(async (command) => {
      const { name, description, restarts } = command;
      const time = await forecastStep(ctx.db, { clusterId, step: 'command', command });
      return { name, description, restarts, time };
    });
    return { steps: await Promise.all(options), fileProblem: null };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { steps: [], fileProblem: error.facts };
  }
}

async function readRuns(ctx: Context, clusterId: string): Promise<PatchRunRow[]> {
  const runs = await ctx.db.patchRun.findMany({
    where: { clusterId },
    orderBy: { createdAt: 'desc' },
    take: RUNS_SHOWN,
    include: { hosts: { select: { phase: true } } },
  });
  return runs.map(({ id, number, state, requestedBy, createdAt, finishedAt, hosts }) => ({
    id,
    number,
    state,
    requestedBy,
    createdAt,
    finishedAt,
    done: hosts.filter(({ phase }) => phase === 'done').length,
    hosts: hosts.length,
  }));
}
