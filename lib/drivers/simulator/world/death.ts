import { DriverError } from '../../../model/errors.ts';
import { valueFor } from '../../../model/value-for.ts';
import type { SimulatorCommandBody } from '../commands.ts';
import { freeMemoryMiB } from './admission.ts';
import { endSteps } from './host-steps.ts';
import { hostAt, usedMemoryMiB, vmAt } from './load.ts';
import { stateOfVm } from './power.ts';
import { doesAnswer } from './reach.ts';
import { findRefusal } from './refusals.ts';
import { NOWHERE, type WorldShape, type WorldState } from './state.ts';

type Named<Type extends SimulatorCommandBody['type']> = Extract<SimulatorCommandBody, { type: Type }>;

/** The host loses its power, and its VMs end with it. A boot does not start them, unless they have autostart. */
export function die(shape: WorldShape, state: WorldState, hostName: string, at: number): void {
  const host = shape.hostIndex.get(hostName);
  if (host === undefined || state.diedAt[host] !== null) return;
  for (const [vm, place] of state.hostOfVm.entries())
    if (place === host && stateOfVm(shape, state, vm, at) !== 'stopped') setPower(state, vm, 'stopped', at);
  for (const copy of state.copies.values()) if (copy.host === host) copy.isRunning = false;
  endSteps(state, host);
  state.diedAt[host] = at;
}

/** A host that has died boots, and starts what it is to start. */
export function boot(shape: WorldShape, state: WorldState, hostName: string, at: number): void {
  const host = shape.hostIndex.get(hostName);
  if (host === undefined || state.diedAt[host] === null) return;
  state.diedAt[host] = null;
  state.boots[host] = (state.boots[host] ?? 0) + 1;
  for (const [vm, place] of state.hostOfVm.entries())
    if (place === host && state.autostart.has(vm)) setPower(state, vm, 'running', at);
  for (const copy of state.copies.values()) if (copy.host === host && copy.isAutostart) copy.isRunning = true;
}

/** Why a host refuses to start a VM of another host; null: it does. */
export function whyNotRestart(
  shape: WorldShape,
  state: WorldState,
  { vm, to, at }: { vm: number; to: number; at: number },
): DriverError | null {
  const { name, networks, storages, cpuFeatures } = vmAt(shape, vm);
  const host = hostAt(shape, to);
  const facts = { vm: name, destination: host.name };
  if (!doesAnswer(state, to))
    return new DriverError('host-unreachable', `${host.name} does not answer`, { host: host.name });
  const refusal = findRefusal(shape, state, { vm, to, when: 'order' });
  if (refusal) return new DriverError(refusal.code, 'the destination was told to refuse it', facts);
  const lacks = (needed: readonly string[], offered: readonly string[]) =>
    needed.some((one) => !offered.includes(one));
  if (lacks(networks, host.networks))
    return new DriverError('network-missing', 'a network is missing', facts);
  if (lacks(storages, host.storages))
    return new DriverError('storage-missing', 'a storage is missing', facts);
  if (lacks(cpuFeatures, host.cpuFeatures))
    return new DriverError('cpu-incompatible', 'a CPU feature is missing', facts);
  if (freeMemoryMiB(shape, state, to, at) < usedMemoryMiB(shape, vm, at))
    return new DriverError('destination-full', 'not enough memory', facts);
  return null;
}

/**
 * Starts the VM on another host. Its former host keeps its definition, and the VM itself if it still runs there: nothing
 * in the world forbids that. If somebody has removed it from there, nothing of it is left.
 */
export function restart(
  shape: WorldShape,
  state: WorldState,
  { vmUuid, hostId }: Named<'restart-vm'>,
  at: number,
): void {
  const vm = shape.vmIndex.get(vmUuid);
  const to = shape.hostIndex.get(hostId);
  if (vm === undefined || to === undefined || whyNotRestart(shape, state, { vm, to, at })) return;
  const from = state.hostOfVm[vm] ?? to;
  if (from !== to) {
    const isRunning = stateOfVm(shape, state, vm, at) !== 'stopped';
    if (from !== NOWHERE && (isRunning || vmAt(shape, vm).isPersistent))
      state.copies.set(vm, { host: from, isRunning, isAutostart: state.autostart.has(vm) });
    state.autostart.delete(vm);
    state.hostOfVm[vm] = to;
  }
  setPower(state, vm, 'running', at);
}

/** Somebody ends the copy that its former host runs. */
export function stopCopy(shape: WorldShape, state: WorldState, { vmUuid, hostId }: Named<'stop-copy'>): void {
  const copy = valueFor(state.copies, shape.vmIndex.get(vmUuid));
  if (copy && copy.host === shape.hostIndex.get(hostId)) copy.isRunning = false;
}

/** Whether the host has a stopped copy of a VM of which another host has one too. Which of two stopped ones is the copy, no host can say. */
export function hasStoppedCopy(
  shape: WorldShape,
  state: WorldState,
  { vm, host, at }: { vm: number; host: number; at: number },
): boolean {
  const copy = state.copies.get(vm);
  if (copy === undefined) return false;
  if (copy.host === host) return !copy.isRunning;
  return state.hostOfVm[vm] === host && stateOfVm(shape, state, vm, at) === 'stopped';
}

/** Removes a stopped copy. */
export function removeCopy(
  shape: WorldShape,
  state: WorldState,
  { vmUuid, hostId }: Named<'remove-copy'>,
  at: number,
): void {
  const vm = shape.vmIndex.get(vmUuid) ?? -1;
  const host = shape.hostIndex.get(hostId) ?? -1;
  const copy = state.copies.get(vm);
  if (copy === undefined || !hasStoppedCopy(shape, state, { vm, host, at })) return;
  if (copy.host !== host) {
    state.hostOfVm[vm] = copy.host; // the other one is the VM from now on
    setPower(state, vm, copy.isRunning ? 'running' : 'stopped', at);
    if (copy.isAutostart) state.autostart.add(vm);
  }
  state.copies.delete(vm);
}

function setPower(state: WorldState, vm: number, after: 'running' | 'stopped', doneAt: number): void {
  state.power.set(vm, { before: after, after, wasSaved: false, isSaved: false, doneAt });
}
