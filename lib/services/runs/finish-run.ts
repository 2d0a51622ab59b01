import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { endEvacuation, readArriving } from '../../db/evacuations.ts';
import { changeHostMode } from '../../db/hosts.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { changeRunState } from '../../db/runs.ts';
import { DriverError } from '../../model/errors.ts';
import type { HostObservation, HypervisorDriver } from '../../model/ports.ts';
import type { RunEnd } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { enterMaintenance, vmsLeftOn } from '../maintenance/settle-drained.ts';
import type { RunRow } from './read-run-state.ts';

/** Automation ended it before it began. */
const isHeld = ({ state, code }: { state: string; code: string | null }): boolean =>
  state === 'cancelled' && (code === 'outside-window' || code === 'automation-stopped');

/**
 * The outcome of a run, from those of its moves and, for an evacuation, the number of VMs left on its hosts. A VM that
 * was already there, or no longer exists, is not a failure.
 */
export function outcomeOf(
  moves: { state: string; code: string | null }[],
  isCancelled: boolean,
  vmsLeft: number,
): RunEnd {
  const isHarmless = (move: { state: string; code: string | null }): boolean =>
    move.state === 'done' ||
    (move.state === 'skipped' &&
      (move.code === 'already-there' || move.code === 'already' || move.code === 'vm-gone'));
  if (moves.every(isHarmless) && vmsLeft === 0) return 'succeeded';
  if (isCancelled) return 'cancelled';
  if (moves.some((move) => move.state === 'done')) return 'partly';
  const isAllHeld = moves.some(isHeld) && moves.every((move) => isHarmless(move) || isHeld(move));
  return isAllHeld ? 'cancelled' : 'failed';
}

/**
 * Ends a run whose moves have all ended, and settles the hosts that it was to empty. False: an evacuation waits for
 * VMs that are still moving to such a host, because they may be refused or arrive; unless it was cancelled, its outcome
 * is not known yet.
 */
export async function finishRun(ctx: Context, driver: HypervisorDriver, run: RunRow): Promise<boolean> {
  const now = ctx.clock.now();
  const emptied = run.hosts.filter(({ endedAt }) => endedAt === null).map(({ hostId }) => hostId);
  const observations = await Promise.all(emptied.map((hostId) => observe(driver, hostId)));
  return await ctx.db.$transaction(async (tx) => {
    const found = new Map<string, FoundHost>();
    let arriving = 0;
    for (const [i, hostId] of emptied.entries()) {
      await lockHostRow(tx, hostId);
      const coming = (await readArriving(tx, hostId)).length;
      const observation = observations[i] ?? null;
      const present = await countLeft(tx, run.clusterId, hostId, observation);
      found.set(hostId, { vmsLeft: coming + present, isObserved: observation?.alarms.length === 0 });
      arriving += coming;
    }
    if (arriving > 0 && run.cancelRequestedAt === null) return false;
    const vmsLeft = [...found.values()].reduce((sum, host) => sum + host.vmsLeft, 0);
    const state = outcomeOf([...run.moves, ...run.steps], run.cancelRequestedAt !== null, vmsLeft);
    if ((await changeRunState(tx, { id: run.id }, state, { finishedAt: now })) === 0) return true;
    const only = run.hosts.length === 1 ? run.hosts[0]?.hostId : null;
    await recordAudit(tx, ctx.actor, now, {
      action: 'run.finish',
      target: `R-${run.number}`,
      targetId: run.id,
      details: { state },
      event: {
        topic: 'job',
        code: state,
        clusterId: run.clusterId,
        subject: { runId: run.id, hostId: only ?? null },
        facts: { job: `R-${run.number}`, moves: run.moves.length, vmsLeft },
      },
    });
    for (const [hostId, host] of found) await settleHost(ctx, tx, hostId, host, state);
    return true;
  });
}

/** What was found of a host that was to be emptied: its VMs and those on their way to it. */
interface FoundHost {
  vmsLeft: number;
  isObserved: boolean;
}

/** VMs on the host: the stored ones, and, if its hypervisor was observed, also those that are not stored yet. */
async function countLeft(
  tx: Transaction,
  clusterId: string,
  hostId: string,
  observation: HostObservation | null,
): Promise<number> {
  if (observation) return (await vmsLeftOn(tx, { id: hostId, clusterId }, observation)).size;
  const { mayStay, mayStayRunning } = await tx.host.findUniqueOrThrow({ where: { id: hostId } });
  return tx.vm.count({
    where: { hostId, missingSince: null, id: { notIn: [...mayStay, ...mayStayRunning] } },
  });
}

/** The host's own report at the end of its evacuation; null if it does not answer. */
async function observe(driver: HypervisorDriver, hostId: string): Promise<HostObservation | null> {
  try {
    return await driver.observeHost(hostId);
  } catch (error) {
    if (error instanceof DriverError) return null;
    throw error;
  }
}

/**
 * Found empty: enters maintenance mode. Cancelled: active again. Otherwise it keeps draining: VMs that cannot leave
 * wait for a person's decision, and a host that did not answer is settled by the next observation.
 */
async function settleHost(
  ctx: Context,
  tx: Transaction,
  hostId: string,
  found: FoundHost,
  state: RunEnd,
): Promise<void> {
  await endEvacuation(tx, hostId, ctx.clock.now());
  const host = await tx.host.findUniqueOrThrow({ where: { id: hostId } });
  if (found.vmsLeft === 0 && found.isObserved) {
    await enterMaintenance(ctx, tx, host);
    return;
  }
  if (found.vmsLeft === 0 || state !== 'cancelled') return;
  const nobody = { mayStay: [], mayStayRunning: [] };
  if (!(await changeHostMode(tx, { id: hostId, from: ['draining'] }, 'active', nobody))) return;
  const entry = { action: 'host.stop-draining', target: host.name, targetId: hostId } as const;
  await recordAudit(tx, ctx.actor, ctx.clock.now(), entry);
}
