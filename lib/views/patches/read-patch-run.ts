import type { PatchHostRow } from '../../db/patch-runs.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import type { Facts } from '../../model/errors.ts';
import type { Connection } from '../../model/host.ts';
import {
  isFinishedPatch,
  type PatchBack,
  PatchCode,
  type PatchPhase,
  type PatchState,
  type PatchStep,
} from '../../model/patch-run.ts';
import { schedulePatch } from '../../model/patch-schedule.ts';
import type { WeeklyInterval } from '../../model/weekly-interval.ts';
import type { Context } from '../../services/context.ts';
import { findPatchRun } from '../../services/patches/find-patch-run.ts';
import { type PhaseBar, phaseBars, sinceOf } from './phase-bars.ts';

export interface PatchHostView {
  hostId: string;
  exists: boolean; // false: it was removed from the cluster
  name: string;
  phase: PatchPhase;
  connection: Connection | null;
  moves: number; // planned
  bars: PhaseBar[]; // what happened, in order of time
  expected: { from: Date; to: Date } | null; // what is still to come
  tookSeconds: number | null; // since it began
  why: { code: PatchCode; facts: Facts } | null;
  failedPhase: PatchPhase | null;
  hasRestarted: boolean | null; // null: not known
  wasAway: boolean;
  versionBefore: string | null;
  versionAfter: string | null;
  output: string | null;
  confirmedBy: string | null;
  jobs: { id: string; number: number; kind: 'evacuate' | 'back' }[];
  waitsForPerson: 'step' | 'return' | null;
}

export interface PatchRunPage {
  id: string;
  number: number;
  state: PatchState;
  cluster: { id: string; name: string };
  step: PatchStep;
  stepName: string | null;
  back: PatchBack;
  hostsAtOnce: number;
  windows: WeeklyInterval[];
  timeZone: string;
  requestedBy: string;
  note: string;
  createdAt: Date;
  finishedAt: Date | null;
  now: Date;
  endsAt: Date | null; // as forecast now, or as it was; null: its windows never open again
  forecastSeconds: number | null; // before it started
  hosts: PatchHostView[]; // in their order
}

/** A patch run with the times of its hosts, and what is expected of the rest. Throws `patch-run-not-found`. */
export async function readPatchRun({
  ctx,
  input: { patchRunId },
}: {
  ctx: Context;
  input: { patchRunId: string };
}): Promise<PatchRunPage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const run = await findPatchRun(ctx.db, patchRunId);
  assertAllowed(ctx.actor, 'read', { clusterId: run.clusterId });
  const cluster = await ctx.db.cluster.findUniqueOrThrow({ where: { id: run.clusterId } });
  const { now } = clockOf(cluster, ctx.clock.now());
  const rows = await ctx.db.host.findMany({ where: { clusterId: run.clusterId } });
  const jobIds = run.hosts.flatMap(({ evacuateRunId, backRunId }) =>
    [evacuateRunId, backRunId].flatMap((id) => id ?? []),
  );
  const jobs = await ctx.db.run.findMany({
    where: { id: { in: jobIds } },
    select: { id: true, number: true },
  });
  const { windows, timeZone, hostsAtOnce: atOnce } = run;
  const scheduled = run.hosts.map((host) => ({
    phase: host.phase,
    since: sinceOf(host),
    forecast: learned(host, run.hosts),
  }));
  const schedule = schedulePatch(scheduled, { atOnce, calendar: { windows, blackouts: [], timeZone }, now });
  const isEnded = isFinishedPatch(run.state);
  const numberOf = (id: string | null, kind: 'evacuate' | 'back') => {
    const job = jobs.find((each) => each.id === id);
    return job ? [{ ...job, kind }] : [];
  };
  const viewHost = (host: PatchHostRow, i: number): PatchHostView => {
    const row = rows.find(({ id }) => id === host.hostId) ?? null;
    const { beginsAt = null, endsAt = null } = schedule.hosts[i] ?? {};
    const code = PatchCode.safeParse(host.code);
    return {
      hostId: host.hostId,
      exists: row !== null,
      name: host.name,
      phase: host.phase,
      connection: row?.connection ?? null,
      moves: host.forecast.moves,
      bars: phaseBars(host, now),
      expected: isEnded || endsAt === null ? null : { from: beginsAt ?? now, to: endsAt },
      tookSeconds:
        host.evacuatingAt === null
          ? null
          : ((host.finishedAt ?? now).getTime() - host.evacuatingAt.getTime()) / 1000,
      why: code.success ? { code: code.data, facts: host.facts ?? {} } : null,
      failedPhase: host.failedPhase,
      hasRestarted: host.bootBefore && host.bootAfter ? host.bootBefore !== host.bootAfter : null,
      wasAway: host.wasAway,
      versionBefore: host.versionBefore,
      versionAfter: host.versionAfter,
      output: host.output === '' ? null : host.output,
      confirmedBy: host.confirmedBy,
      jobs: [...numberOf(host.evacuateRunId, 'evacuate'), ...numberOf(host.backRunId, 'back')],
      waitsForPerson: waitsFor(host, run),
    };
  };
  return {
    id: run.id,
    number: run.number,
    state: run.state,
    cluster: { id: cluster.id, name: cluster.name },
    step: run.step,
    stepName: run.stepName,
    back: run.back,
    hostsAtOnce: run.hostsAtOnce,
    windows,
    timeZone,
    requestedBy: run.requestedBy,
    note: run.note,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    now,
    endsAt: run.finishedAt ?? schedule.endsAt,
    forecastSeconds: run.forecastSeconds,
    hosts: run.hosts.map(viewHost),
  };
}

function waitsFor(host: PatchHostRow, { step, finishedAt }: { step: PatchStep; finishedAt: Date | null }) {
  if (finishedAt !== null) return null;
  if (host.phase === 'stepping' && step !== 'command') return 'step';
  return host.phase === 'confirming' && host.confirmedBy === null ? 'return' : null;
}

/** The step of the hosts that are done says more about the others than what was known before. */
function learned(host: PatchHostRow, all: readonly PatchHostRow[]) {
  const seconds = all.flatMap(({ phase, steppingAt, returnedAt }) =>
    phase === 'done' && steppingAt && returnedAt ? (returnedAt.getTime() - steppingAt.getTime()) / 1000 : [],
  );
  if (seconds.length === 0) return host.forecast;
  const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
  return { ...host.forecast, stepSeconds: mean };
}
