import { clusterPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { PatchForecast } from '../../model/patch-run.ts';
import { type EmptyingTime, forecastPatchHost } from '../../model/patch-schedule.ts';
import type { Policy } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { draftHost, type HostDraft } from './draft-host.ts';
import { forecastStep } from './forecast-host.ts';
import type { StartPatchRun } from './patch-input.ts';
import { findStep } from './step-of.ts';

export interface DraftedHost {
  hostId: string;
  name: string;
  mode: HostMode;
  connection: Connection;
  staysAway: boolean; // it is in maintenance mode already, and stays in it
  isSeen: boolean; // false: it was never observed, so it cannot be planned with
  hasShell: boolean; // Ballast can run a command there
  blockers: string[]; // VMs that cannot leave
  left: string[]; // stopped VMs that stay
  emptying: EmptyingTime;
  forecast: PatchForecast;
}

export interface PatchDraft {
  state: PlanningState;
  policy: Policy;
  hosts: DraftedHost[]; // in the order in which they are patched
}

type Wishes = Pick<StartPatchRun, 'clusterId' | 'hostIds' | 'step' | 'stepName' | 'back' | 'leavesStopped'>;

/**
 * The hosts in the order that moves least: first those that are away or empty, then those with fewer moves, those whose moves take less time,
 * and by name; last those that some VM cannot leave, which would stop the run. Each is planned by itself, with the others in service. Nothing is stored. Throws `cluster-not-found`, `cluster-in-past`,
 * `host-not-found`, `commands-file-unusable`.
 */
export async function draftPatch(ctx: Context, wishes: Wishes): Promise<PatchDraft> {
  const { clusterId, hostIds, step, back, leavesStopped } = wishes;
  const state = await readPlanningState(ctx.db, clusterId);
  const { cluster } = state;
  assertReady(cluster, ctx.clock.now());
  const unknown = hostIds.find((id) => !cluster.hosts.some((host) => host.id === id));
  if (unknown !== undefined)
    throw new BallastError('host-not-found', `there is no host ${unknown}`, { hostId: unknown });
  const command = step === 'command' ? findStep(ctx, wishes.stepName) : null;
  const stepTime = await forecastStep(ctx.db, { clusterId, step, command });
  const { hasShell } = descriptorOf(cluster.driver);
  const chosen = cluster.hosts.filter(({ id }) => hostIds.includes(id));
  const drafted: { draft: HostDraft; host: DraftedHost }[] = [];
  for (const row of chosen) {
    const { id: hostId, name, mode, connection, uri } = row;
    const isSeen = row.cpuCores !== null;
    const vms = cluster.vms.filter((vm) => vm.hostId === hostId).length;
    const isAway = mode === 'maintenance' || vms === 0 || !isSeen;
    const draft = isAway ? nothing : await draftHost(ctx, state, { hostId, leavesStopped });
    const { intervalSeconds } = cluster;
    const emptying = { vms, moves: draft.moves, moveSeconds: draft.seconds };
    const forecast = forecastPatchHost(emptying, { step: stepTime, back, intervalSeconds });
    const { blockers } = draft;
    const left = cluster.vms.filter((vm) => draft.leave.includes(vm.id)).map((vm) => vm.name);
    const staysAway = mode === 'maintenance';
    const about = { hostId, name, mode, connection, staysAway, isSeen, hasShell: hasShell({ uri }) };
    const host: DraftedHost = { ...about, blockers, left, emptying, forecast };
    drafted.push({ draft, host });
  }
  const hosts = drafted.toSorted(byMoves).map(({ host }) => host);
  return { state, policy: clusterPolicy(cluster).values, hosts };
}

const nothing: HostDraft = { moves: 0, seconds: 0, leave: [], blockers: [], reserve: null };

type Drafted = { draft: HostDraft; host: DraftedHost };
const byMoves = (a: Drafted, b: Drafted): number =>
  Number(a.host.blockers.length > 0) - Number(b.host.blockers.length > 0) ||
  Number(b.host.staysAway) - Number(a.host.staysAway) ||
  a.draft.moves - b.draft.moves ||
  a.draft.seconds - b.draft.seconds ||
  (a.host.name < b.host.name ? -1 : 1);
