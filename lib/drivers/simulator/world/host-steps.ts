import type { StepReport } from '../../../model/host-step.ts';
import type { SimulatorCommandBody } from '../commands.ts';
import { hashText, uniform, vmUuid } from './noise.ts';
import type { HostStepRun, WorldShape, WorldState } from './state.ts';

/** How long a command takes, and then its restart, in ms; each host differs by up to a fifth. */
const COMMAND_MS = 20_000;
const RESTART_MS = 60_000;
const SPREAD = 0.2;
/** A command with one of these words restarts its host once it has ended well. */
const RESTARTS = /\b(reboot|restart|shutdown -r)\b/;
const FAILS = /^(?:exit (\d+)|false)\b/;

type StartStep = Extract<SimulatorCommandBody, { type: 'start-step' }>;

/** A simulated host runs nothing: it takes as long as if it did. A key that it knows starts nothing. */
export function startStep(shape: WorldShape, state: WorldState, order: StartStep, at: number): void {
  const host = shape.hostIndex.get(order.hostId);
  if (host === undefined || state.isDown[host] || state.steps.has(order.key)) return;
  const key = hashText(`${shape.config.seed}/${order.key}`);
  const vary = (channel: number) => 1 + SPREAD * (2 * uniform(key, 0, channel) - 1);
  const exitCode = exitCodeOf(order.command);
  const isTooLong = COMMAND_MS * vary(0) > order.timeoutSeconds * 1000;
  const endsAt = at + Math.min(COMMAND_MS * vary(0), order.timeoutSeconds * 1000);
  const restarts = exitCode === 0 && !isTooLong && RESTARTS.test(order.command);
  state.steps.set(order.key, {
    host,
    phase: 'running',
    endsAt,
    backAt: restarts ? endsAt + RESTART_MS * vary(1) : null,
    exitCode: isTooLong ? 124 : exitCode,
  });
}

function exitCodeOf(command: string): number {
  const match = FAILS.exec(command.trim());
  return match === null ? 0 : Number(match[1] ?? 1);
}

/** When the next command ends, or the next host is back from its restart. */
export function nextStepEdge(state: WorldState): { step: HostStepRun; at: number } | null {
  let first: { step: HostStepRun; at: number } | null = null;
  for (const step of state.steps.values()) {
    if (step.phase === 'over') continue;
    const at = step.phase === 'running' ? step.endsAt : step.backAt;
    if (at !== null && (first === null || at < first.at)) first = { step, at };
  }
  return first;
}

/** A command ends, and its host goes away to restart; or the host is back, in another boot. Returns whether the network changed. */
export function passStepEdge(state: WorldState, step: HostStepRun): boolean {
  if (step.phase === 'running') {
    step.phase = step.backAt === null ? 'over' : 'restarting';
    if (step.phase === 'restarting') state.isDown[step.host] = true;
    return step.phase === 'restarting';
  }
  step.phase = 'over';
  state.isDown[step.host] = false;
  state.boots[step.host] = (state.boots[step.host] ?? 0) + 1;
  return true;
}

/** The host loses its power: nothing of a command runs on, and its restart does not happen. */
export function endSteps(state: WorldState, host: number): void {
  for (const step of state.steps.values()) {
    if (step.host !== host || step.phase === 'over') continue;
    if (step.phase === 'running') step.exitCode = null;
    step.phase = 'over';
  }
}

/** What a host, which answers, knows of a command. */
export function stepReport(
  { shape, state }: { shape: WorldShape; state: WorldState },
  key: string,
  host: number,
): StepReport {
  const bootId = bootIdOf(shape, state, host);
  const step = state.steps.get(key);
  if (step === undefined || step.host !== host) return { bootId, phase: 'none', exitCode: null, output: '' };
  if (step.phase === 'running') return { bootId, phase: 'running', exitCode: null, output: '' };
  const output = step.exitCode === 0 || step.exitCode === null ? '' : `simulated: exit ${step.exitCode}`;
  return { bootId, phase: 'ended', exitCode: step.exitCode, output };
}

export const bootIdOf = ({ config }: WorldShape, { boots }: WorldState, host: number): string =>
  vmUuid(config.seed, `${config.hosts[host]?.name} boot ${boots[host] ?? 0}`);
