import { recordAudit } from '../../db/audit.ts';
import { changePatchPhase } from '../../db/patch-runs.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { BallastError, DriverError, type DriverErrorCode } from '../../model/errors.ts';
import type { HostStep } from '../../model/host-commands.ts';
import type { HostObservation } from '../../model/ports.ts';
import { asking, failHost, type PatchTick, recordPatchEvent, type TickHost, toPhase } from './patch-tick.ts';
import { findStep } from './step-of.ts';

/** The host did not take the command: nothing runs. After any other failure that is not known. */
const notTaken: ReadonlySet<DriverErrorCode> = new Set<DriverErrorCode>([
  'unsupported',
  'bad-config',
  'driver-failed',
  'host-refused',
  'host-key-unknown',
  'host-key-changed',
  'key-needs-passphrase',
  'key-unusable',
]);

/**
 * Begins the step of a host that is in maintenance mode, once its hypervisor, asked just now, runs no VM except those that a person named to stay. The
 * command is stored as started before it is ordered.
 */
export async function beginStep(tick: PatchTick, found: TickHost): Promise<void> {
  const { ctx, driver, run } = tick;
  const { host, row } = found;
  if (run.state !== 'running') return;
  if (row.mode !== 'maintenance') return failHost(tick, host, 'evacuation-cancelled');
  const observation = await asking(() => driver.observeHost(row.id));
  if (observation instanceof DriverError) return; // it is asked again: nothing is known of its VMs
  const running = await runningVms(tick, found, observation);
  if (running.length > 0)
    return failHost(tick, host, 'vm-runs-there', {
      vms: running.slice(0, 5).join(', '),
      count: running.length,
    });
  const boot = driver.abilities.steps ? await asking(() => driver.readBootId(row.id)) : null;
  if (boot instanceof DriverError && boot.code !== 'unsupported')
    return notTaken.has(boot.code) ? failHost(tick, host, 'step-refused', { reason: boot.code }) : undefined;
  const bootBefore = typeof boot === 'string' ? boot : null;
  const before = {
    bootBefore,
    bootAfter: null,
    versionBefore: observation.facts.version,
    versionAfter: null,
    steppingAt: ctx.clock.now(),
    returningAt: null,
    returnedAt: null,
    wasAway: false,
    confirmedBy: null,
    output: null,
  };
  if (run.step !== 'command') {
    await storeStart(tick, found, before);
    return;
  }
  const step = readStep(tick);
  if (typeof step === 'string')
    return failHost(tick, host, 'step-missing', { step: run.stepName ?? '-', reason: step });
  if (await storeStart(tick, found, before)) await start(tick, found, step);
}

/** The command; or why there is none. */
function readStep({ ctx, run }: PatchTick): HostStep | string {
  try {
    return findStep(ctx, run.stepName) ?? 'missing';
  } catch (error) {
    if (error instanceof BallastError) return error.code;
    throw error;
  }
}

async function runningVms(
  { ctx }: PatchTick,
  { row }: TickHost,
  { vms }: HostObservation,
): Promise<string[]> {
  const left = await ctx.db.vm.findMany({
    where: { id: { in: row.mayStayRunning } },
    select: { uuid: true },
  });
  const mayRun = new Set(left.map(({ uuid }) => uuid));
  return vms
    .filter((vm) => (vm.isIncoming || vm.state !== 'stopped') && !mayRun.has(vm.uuid))
    .map(({ name }) => name);
}

/**
 * Stores that the step has begun, if the host still is in maintenance mode: from here on nobody returns it to service before it is back, and a
 * crash while a command is started leads to a question, never to a second start.
 */
async function storeStart(
  tick: PatchTick,
  { host, row }: TickHost,
  before: Parameters<typeof changePatchPhase>[3],
): Promise<boolean> {
  const { ctx, run } = tick;
  const isCommand = run.step === 'command';
  return ctx.db.$transaction(async (tx) => {
    await lockHostRow(tx, row.id); // somebody who returns it to service at this moment is seen
    const { mode } = await tx.host.findUniqueOrThrow({ where: { id: row.id }, select: { mode: true } });
    const { state } = await tx.patchRun.findUniqueOrThrow({ where: { id: run.id }, select: { state: true } });
    if (mode !== 'maintenance' || state !== 'running') return false;
    if (!(await changePatchPhase(tx, host, isCommand ? 'starting' : 'stepping', before))) return false;
    if (!isCommand) {
      await recordPatchEvent(tx, tick, 'waits-for-person', host);
      return true;
    }
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'patch.step',
      target: host.name,
      targetId: host.hostId,
      details: { run: `P-${run.number}`, step: run.stepName ?? '-', by: run.requestedBy },
    });
    await recordPatchEvent(tx, tick, 'step-begun', host);
    return true;
  });
}

async function start(tick: PatchTick, { host, row }: TickHost, step: HostStep): Promise<void> {
  const starting = { ...host, phase: 'starting' as const };
  const { command, timeoutSeconds } = step;
  const order = { key: keyOf(host), hostId: row.id, command, timeoutSeconds };
  const failure = await asking(() => tick.driver.startStep(order));
  if (!(failure instanceof DriverError)) await toPhase(tick, starting, 'stepping');
  else if (notTaken.has(failure.code))
    await failHost(tick, starting, 'step-refused', { reason: failure.code });
}

/** The name of a command on its host: each try that a person asks for has its own. */
export const keyOf = ({ id, attempt }: { id: string; attempt: number }): string => `${id}-${attempt}`;
