import { changeStep, type OpenStep } from '../../db/power-steps.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { PowerReading } from '../../model/power-order.ts';
import type { Context } from '../context.ts';
import { endStep } from './end-step.ts';

/**
 * What has no effect is ordered again: a guest may not have been far enough in its boot, and a worker that died may never have
 * sent the order.
 */
const ASK_AGAIN_MS = 30_000;

/** The cause after the time-out. Nothing is forced: the VM stays as it is, and its host keeps draining. */
const tooLate = {
  shutDown: 'guest-did-not-end',
  save: 'not-saved-in-time',
  start: 'not-started-in-time',
} as const;

/** Whether the VM is as ordered. A start ends with a VM that runs, or is paused as it was when it was saved. */
export const isAsOrdered = ({ order }: Pick<OpenStep, 'order'>, { state }: PowerReading): boolean =>
  order === 'start' ? state === 'running' || state === 'paused' : state === 'stopped';

/** Whether so many seconds have passed since. A clock that was set back ends nothing. */
export const isOver = (since: Date, seconds: number, now: Date): boolean =>
  now.getTime() - since.getTime() >= seconds * 1000;

/** Ends a step that was ordered as what was read of its VM; orders it again; gives it up after its time-out. */
export async function watchStep(ctx: Context, driver: HypervisorDriver, step: OpenStep): Promise<void> {
  const now = ctx.clock.now();
  const reading = await driver.readPower(step.hostId, step.vmUuid);
  if (isAsOrdered(step, reading)) {
    if (step.order !== 'save' || reading.isSaved) return endStep(ctx, step, 'done');
    return endStep(ctx, step, 'failed', { code: 'not-saved' });
  }
  if (reading.state === 'absent') return endStep(ctx, step, 'skipped', { code: 'vm-gone' });
  if (isOver(step.orderedAt ?? now, step.timeoutSeconds, now)) {
    const code = reading.state === 'unreachable' ? 'host-silent' : tooLate[step.order];
    return endStep(ctx, step, 'failed', { code, facts: { seconds: step.timeoutSeconds } });
  }
  const isDue = now.getTime() - (step.askedAt ?? now).getTime() >= ASK_AGAIN_MS;
  if (reading.state !== 'unreachable' && isDue) await orderStep(ctx, driver, step);
}

/**
 * Orders it, after it was stored that it is ordered: a worker that dies in between leaves a step that is watched, and asked again.
 * What the hypervisor refuses at once ends the step; no answer, or another job of the VM, is no refusal.
 */
export async function orderStep(ctx: Context, driver: HypervisorDriver, step: OpenStep): Promise<void> {
  const now = ctx.clock.now();
  const change = { orderedAt: step.orderedAt ?? now, askedAt: now };
  if (!(await changeStep(ctx.db, step, 'ordered', change))) return;
  try {
    await driver.orderPower(step.hostId, step.vmUuid, step.order);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const isRepeated = step.state === 'ordered'; // a refusal may be that of an order which is being carried out
    if (isRepeated || error.scope === 'moment' || error.code === 'driver-failed') return;
    const { code, facts, message } = error;
    await endStep(ctx, { ...step, ...change, state: 'ordered' }, 'failed', { code, facts, message });
  }
}
