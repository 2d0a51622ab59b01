import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import {
  changePatchPhase,
  changePatchState,
  type PatchHostRow,
  type PatchRunRow,
  type PatchWhy,
  whyColumns,
} from '../../db/patch-runs.ts';
import type { HostRow } from '../../db/rows.ts';
import { DriverError, type Facts } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import type { PatchCode, PatchPhase } from '../../model/patch-run.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/** What one tick of a patch run works with. */
export interface PatchTick {
  ctx: Context;
  driver: HypervisorDriver;
  run: PatchRunRow;
}

/** A host of the run with its row of the cluster. */
export interface TickHost {
  host: PatchHostRow;
  row: HostRow;
}

type Code = Extract<Event, { topic: 'patch' }>['code'];

/** Writes what happened to a host, in the transaction of its change. */
export async function recordPatchEvent(
  tx: Transaction,
  { ctx, run }: PatchTick,
  code: Code,
  host: Pick<PatchHostRow, 'hostId' | 'name'>,
): Promise<void> {
  const event: Event = {
    topic: 'patch',
    code,
    clusterId: run.clusterId,
    subject: { patchRunId: run.id, hostId: host.hostId },
    facts: { run: `P-${run.number}`, host: host.name },
  };
  await recordEvents(tx, ctx.clock.now(), [event]);
}

/** The next phase of a host, with its event; nothing happens if somebody else was first. */
export async function toPhase(
  tick: PatchTick,
  host: PatchHostRow,
  to: PatchPhase,
  { code, ...columns }: NonNullable<Parameters<typeof changePatchPhase>[3]> & { code?: Code } = {},
): Promise<boolean> {
  return tick.ctx.db.$transaction(async (tx) => {
    if (!(await changePatchPhase(tx, host, to, columns))) return false;
    if (code) await recordPatchEvent(tx, tick, code, host);
    return true;
  });
}

/** A host has failed: the run stops, and a person decides. */
export async function failHost(
  tick: PatchTick,
  host: PatchHostRow,
  code: PatchCode,
  facts: Facts = {},
  columns: { output?: string } = {},
): Promise<void> {
  const { ctx, run } = tick;
  await ctx.db.$transaction(async (tx) => {
    const failed = { why: { code, facts }, failedPhase: host.phase, finishedAt: ctx.clock.now() };
    if (!(await changePatchPhase(tx, host, 'failed', { ...columns, ...failed }))) return;
    await changePatchState(tx, run.id, 'stopped');
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'patch.stop',
      target: `P-${run.number}`,
      targetId: run.id,
      details: { host: host.name, reason: code },
      event: {
        topic: 'patch',
        code: 'stopped',
        clusterId: run.clusterId,
        subject: { patchRunId: run.id, hostId: host.hostId },
        facts: { run: `P-${run.number}`, host: host.name, reason: code },
      },
    });
  });
}

/** Says why a host waits, if that is new. */
export async function sayWhy({ ctx }: PatchTick, host: PatchHostRow, why: PatchWhy): Promise<void> {
  const isSaid =
    host.code === (why?.code ?? null) && JSON.stringify(host.facts) === JSON.stringify(why?.facts ?? null);
  if (isSaid) return;
  await ctx.db.patchHost.updateMany({ where: { id: host.id, phase: host.phase }, data: whyColumns(why) });
}

/** The answer of a host, or its failure: a tick never fails because a host does. */
export async function asking<T>(work: () => Promise<T>): Promise<T | DriverError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
}

export const secondsSince = (at: Date | null, now: Date): number =>
  at === null ? 0 : (now.getTime() - at.getTime()) / 1000;
