import { DriverError } from '../../model/errors.ts';
import type { StepReport } from '../../model/host-step.ts';
import { keyOf } from './begin-step.ts';
import { asking, failHost, type PatchTick, secondsSince, type TickHost, toPhase } from './patch-tick.ts';
import { awaited } from './step-of.ts';

/** A host that does not answer is asked for so long whether it has started a command. */
const UNSURE_SECONDS = 600;
/** The host itself ends a command in time; a little later Ballast believes that it does not. */
const LATE_SECONDS = 120;
/** Programs that end because of a signal, as they do when their host restarts, end with such a status. */
const BY_SIGNAL = 128;

/** Ballast ended, or lost the host, while it started a command: it runs if the host knows it. If not, a person decides. */
export async function adoptStep(tick: PatchTick, { host, row }: TickHost): Promise<void> {
  const report = await asking(() => tick.driver.readStep({ key: keyOf(host), hostId: row.id }));
  if (report instanceof DriverError) {
    if (secondsSince(host.steppingAt, tick.ctx.clock.now()) > UNSURE_SECONDS)
      await failHost(tick, host, 'step-unsure', { reason: report.code });
    return;
  }
  if (report.phase === 'none') return failHost(tick, host, 'step-unsure', { reason: '-' });
  await toPhase(tick, host, 'stepping');
}

/** Whether a command has ended, and how. A step of a person or a webhook is watched only for whether its host was away. */
export async function watchStep(tick: PatchTick, { host, row }: TickHost): Promise<void> {
  const { ctx, run } = tick;
  if (run.step !== 'command') {
    if (row.connection !== 'up') await noteAway(tick, { host, row });
    return;
  }
  const { timeoutSeconds, returnSeconds } = awaited(ctx, run);
  const passed = secondsSince(host.steppingAt, ctx.clock.now());
  const report = await asking(() => tick.driver.readStep({ key: keyOf(host), hostId: row.id }));
  if (report instanceof DriverError) {
    await noteAway(tick, { host, row });
    if (passed > timeoutSeconds + returnSeconds)
      await failHost(tick, host, 'not-back', { reason: report.code });
    return;
  }
  const hasRestarted = host.bootBefore !== null && report.bootId !== host.bootBefore;
  const { output } = report;
  if (report.phase === 'running') {
    if (passed > timeoutSeconds + LATE_SECONDS) await failHost(tick, host, 'step-too-long', {}, { output });
    return;
  }
  // a host that was installed again knows nothing of it, and is in another boot
  if (report.phase === 'none' && !hasRestarted) return failHost(tick, host, 'step-unsure', { reason: '-' });
  if (!endedWell(report, hasRestarted))
    return failHost(tick, host, 'step-failed', { exitCode: report.exitCode ?? -1 }, { output });
  await toPhase(tick, host, 'returning', { returningAt: ctx.clock.now(), output, code: 'step-done' });
}

const endedWell = ({ exitCode }: StepReport, hasRestarted: boolean): boolean =>
  exitCode === 0 || exitCode === null || (hasRestarted && exitCode >= BY_SIGNAL);

/** It does not answer: that is a sign that it restarts. */
export async function noteAway({ ctx }: PatchTick, { host }: TickHost): Promise<void> {
  if (host.wasAway) return;
  await ctx.db.patchHost.updateMany({ where: { id: host.id, phase: host.phase }, data: { wasAway: true } });
}
