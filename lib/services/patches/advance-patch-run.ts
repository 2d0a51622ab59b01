import { recordAudit } from '../../db/audit.ts';
import { changePatchState } from '../../db/patch-runs.ts';
import { isInProgress, isOver, type PatchPhase } from '../../model/patch-run.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { awaitConfirmation, awaitReturn } from './await-return.ts';
import { beginHost } from './begin-host.ts';
import { beginStep } from './begin-step.ts';
import { readActivePatch } from './find-patch-run.ts';
import { failHost, type PatchTick, type TickHost } from './patch-tick.ts';
import { watchRefill } from './refill-host.ts';
import { watchEvacuation } from './watch-evacuation.ts';
import { adoptStep, watchStep } from './watch-step.ts';

const handlers: Partial<Record<PatchPhase, (tick: PatchTick, found: TickHost) => Promise<void>>> = {
  evacuating: watchEvacuation,
  ready: beginStep,
  starting: adoptStep,
  stepping: watchStep,
  returning: awaitReturn,
  confirming: awaitConfirmation,
  refilling: watchRefill,
};

/**
 * One tick of the patch run of a cluster: each host in progress continues by one phase at most, then the next one begins, if it may. It keeps
 * nothing: whatever it needs is read from rows and hosts, so any worker may continue after any crash. False: there is no run, or it has ended.
 */
export async function advancePatchRun({
  ctx,
  driver,
  input: { clusterId },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<{ isLeft: boolean }> {
  const run = await readActivePatch(ctx.db, clusterId);
  if (!run) return { isLeft: false };
  const tick: PatchTick = { ctx, driver, run };
  const hosts = await withRows(tick);
  for (const found of hosts)
    if (found.row) await handlers[found.host.phase]?.(tick, { ...found, row: found.row });
  for (const { host, row } of hosts)
    if (!row && !isOver(host.phase) && host.phase !== 'failed') await failHost(tick, host, 'host-gone');
  await beginNext({ ...tick, run: (await readActivePatch(ctx.db, clusterId)) ?? run });
  return { isLeft: !(await finish(tick)) };
}

async function withRows({ ctx, run }: PatchTick) {
  const rows = await ctx.db.host.findMany({ where: { id: { in: run.hosts.map(({ hostId }) => hostId) } } });
  return run.hosts.map((host) => ({ host, row: rows.find(({ id }) => id === host.hostId) ?? null }));
}

/** In their order: a host that has to wait keeps those after it waiting too. */
async function beginNext(tick: PatchTick): Promise<void> {
  const { run } = tick;
  if (run.state !== 'running') return;
  let others = run.hosts.filter(({ phase }) => isInProgress(phase)).length;
  for (const { host, row } of await withRows(tick)) {
    if (host.phase !== 'waiting' || !row) continue;
    if (others >= run.hostsAtOnce || !(await beginHost(tick, { host, row }, others))) return;
    others++;
  }
}

/** Ends a run whose hosts are all done or left out. */
async function finish({ ctx, run: { id } }: PatchTick): Promise<boolean> {
  return ctx.db.$transaction(async (tx) => {
    const run = await tx.patchRun.findUniqueOrThrow({ where: { id }, include: { hosts: true } });
    if (run.finishedAt) return true;
    if (!run.hosts.every(({ phase }) => isOver(phase))) return false;
    const skipped = run.hosts.filter(({ phase }) => phase === 'skipped').length;
    const now = ctx.clock.now();
    const to = skipped > 0 ? 'partly' : 'succeeded';
    if (!(await changePatchState(tx, id, to, { finishedAt: now }))) return false;
    const name = `P-${run.number}`;
    await recordAudit(tx, ctx.actor, now, {
      action: 'patch.finish',
      target: name,
      targetId: id,
      details: { state: to, hosts: run.hosts.length, skipped },
      event: {
        topic: 'patch',
        code: to,
        clusterId: run.clusterId,
        subject: { patchRunId: id, hostId: null },
        facts: { run: name, hosts: run.hosts.length, skipped },
      },
    });
    return true;
  });
}
