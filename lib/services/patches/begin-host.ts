import { isBeingEvacuated } from '../../db/evacuations.ts';
import { changePatchPhase } from '../../db/patch-runs.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { nextOpening } from '../../model/calendar.ts';
import { BallastError } from '../../model/errors.ts';
import { effectiveConnection } from '../../model/host.ts';
import { evacuateFor } from '../orders/evacuate-hosts.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import type { HostRow } from '../planning/snapshot-of.ts';
import { draftHost, type HostDraft } from './draft-host.ts';
import { failHost, type PatchTick, sayWhy, type TickHost, toPhase } from './patch-tick.ts';

/** Another one is placed at the next tick: nothing is wrong with the host. */
const passing: ReadonlySet<string> = new Set([
  'cluster-keeps-changing',
  'host-not-active',
  'patch-host-changed',
  'request-ended',
]);

/**
 * Begins with the next host: orders that it is emptied. False: it waits, and says why. `others`: how many hosts of the run are in progress. A
 * host that is in maintenance mode already needs no order.
 */
export async function beginHost(tick: PatchTick, { host, row }: TickHost, others: number): Promise<boolean> {
  const { ctx, run } = tick;
  const now = ctx.clock.now();
  const opensAt = nextOpening(now, { windows: run.windows, blackouts: [], timeZone: run.timeZone });
  if (opensAt?.getTime() !== now.getTime()) {
    const facts = { until: opensAt?.toISOString() ?? '-' };
    return wait(tick, { host, row }, 'waits-for-window', facts);
  }
  if (row.mode === 'maintenance') return toPhase(tick, host, 'ready', { evacuatingAt: now, readyAt: now });
  if (await isBeingEvacuated(ctx.db, row.id)) return wait(tick, { host, row }, 'waits-for-job');
  const state = await readPlanningState(ctx.db, run.clusterId);
  const connection = connectionOf(row, state, now);
  if (connection === 'unknown') return wait(tick, { host, row }, 'waits-for-host');
  if (connection === 'down') {
    await failHost(tick, host, 'host-down');
    return false;
  }
  const draft = await draftHost(ctx, state, { hostId: row.id, leavesStopped: run.leavesStopped });
  if (draft.blockers.length > 0) {
    const facts = { vms: draft.blockers.slice(0, 5).join(', '), count: draft.blockers.length };
    if (others > 0) return wait(tick, { host, row }, 'waits-for-vms', facts);
    await failHost(tick, host, 'vms-cannot-leave', facts);
    return false;
  }
  if (others > 0 && usesUpReserve(state, draft, now)) return wait(tick, { host, row }, 'waits-for-reserve');
  return order(tick, { host, row }, draft);
}

/**
 * A host that is away, or does not answer, counts as one of the failures that the cluster reserve provides for: so many may be away at once, and
 * what is left of it must hold. A single host is always emptied.
 */
function usesUpReserve(
  { cluster }: PlanningState,
  { reserve }: Pick<HostDraft, 'reserve'>,
  now: Date,
): boolean {
  const { failuresToSurvive } = clusterPolicy(cluster).values;
  if (failuresToSurvive === 0) return false;
  const away = cluster.hosts.filter(
    (host) => host.mode !== 'active' || connectionOf(host, { cluster }, now) !== 'up',
  ).length;
  return away + 1 > failuresToSurvive || reserve?.state === 'over-committed';
}

const connectionOf = (
  { connection, lastSampleAt }: Pick<HostRow, 'connection' | 'lastSampleAt'>,
  { cluster }: Pick<PlanningState, 'cluster'>,
  now: Date,
) => effectiveConnection(connection, lastSampleAt, now, cluster.intervalSeconds);

async function wait(
  tick: PatchTick,
  { host }: TickHost,
  code: 'waits-for-window' | 'waits-for-host' | 'waits-for-job' | 'waits-for-vms' | 'waits-for-reserve',
  facts = {},
): Promise<false> {
  await sayWhy(tick, host, { code, facts });
  return false;
}

async function order(tick: PatchTick, { host, row }: TickHost, { leave }: HostDraft): Promise<boolean> {
  const { ctx, run } = tick;
  const input = { hostIds: [row.id], leave, note: `P-${run.number}` };
  try {
    await evacuateFor(ctx, input, {
      requestedBy: run.requestedBy,
      placed: async (tx, evacuateRunId) => {
        const evacuatingAt = ctx.clock.now();
        const { state } = await tx.patchRun.findUniqueOrThrow({
          where: { id: run.id },
          select: { state: true },
        });
        const isMine =
          state === 'running' &&
          (await changePatchPhase(tx, host, 'evacuating', { evacuatingAt, evacuateRunId }));
        if (!isMine)
          throw new BallastError('patch-host-changed', `${host.name} is not next any more`, {
            host: host.name,
          });
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    if (!passing.has(error.code)) await failHost(tick, host, 'evacuation-refused', { reason: error.code });
    return false;
  }
}
