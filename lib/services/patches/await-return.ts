import { enqueue } from '../../db/queue.ts';
import { DriverError } from '../../model/errors.ts';
import { asking, failHost, type PatchTick, secondsSince, type TickHost, toPhase } from './patch-tick.ts';
import { refillHost } from './refill-host.ts';
import { awaited } from './step-of.ts';
import { noteAway } from './watch-step.ts';

/**
 * Waits until a host is back: in another boot, where its step restarts it and it says which boot it is in; and observed since. Where nothing says
 * that it has restarted, a person confirms what a webhook has reported.
 */
export async function awaitReturn(tick: PatchTick, found: TickHost): Promise<void> {
  const { ctx, run } = tick;
  const { host, row } = found;
  if (host.returnedAt === null) return awaitBoot(tick, found);
  const isFresh = row.lastSampleAt !== null && row.lastSampleAt >= host.returnedAt && row.connection === 'up';
  if (!isFresh) {
    if (isTooLate(tick, found)) return failHost(tick, host, 'not-back', { reason: 'no-sample' });
    return enqueue(ctx.db, 'collect-cluster', run.clusterId, { isAsked: true });
  }
  if (run.step === 'webhook' && host.bootBefore === null) {
    await toPhase(tick, host, 'confirming', { confirmedBy: null, code: 'waits-for-person' });
    return;
  }
  await refillHost(tick, found);
}

/** A person has seen that the host is back. */
export async function awaitConfirmation(tick: PatchTick, found: TickHost): Promise<void> {
  if (found.host.confirmedBy !== null) await refillHost(tick, found);
}

async function awaitBoot(tick: PatchTick, found: TickHost): Promise<void> {
  const { ctx, driver, run } = tick;
  const { host, row } = found;
  const asked = host.bootBefore === null ? null : await asking(() => driver.readBootId(row.id));
  const bootId = asked instanceof DriverError ? null : asked;
  const isSilent = asked instanceof DriverError || (host.bootBefore === null && row.connection !== 'up');
  if (isSilent) await noteAway(tick, found);
  const mustRestart = awaited(ctx, run).restarts && host.bootBefore !== null;
  if (isSilent || (mustRestart && bootId === host.bootBefore)) {
    if (isTooLate(tick, found))
      await failHost(
        tick,
        host,
        isSilent ? 'not-back' : 'not-restarted',
        asked instanceof DriverError ? { reason: asked.code } : {},
      );
    return;
  }
  await ctx.db.patchHost.updateMany({
    where: { id: host.id, phase: host.phase, returnedAt: null },
    data: { returnedAt: ctx.clock.now(), bootAfter: bootId },
  });
  await enqueue(ctx.db, 'collect-cluster', run.clusterId, { isAsked: true });
}

const isTooLate = ({ ctx, run }: PatchTick, { host }: TickHost): boolean =>
  secondsSince(host.returningAt, ctx.clock.now()) > awaited(ctx, run).returnSeconds;
