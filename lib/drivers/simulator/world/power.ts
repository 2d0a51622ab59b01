import { DriverError } from '../../../model/errors.ts';
import type { PowerOrder } from '../../../model/power-order.ts';
import type { Tie, VmState } from '../../../model/vm.ts';
import { usedMemoryMiB, vmAt } from './load.ts';
import type { PowerChange, WorldShape, WorldState } from './state.ts';

/** Simulated seconds until the guest has ended, or runs again. */
const SHUT_DOWN_SECONDS = 8;
const START_SECONDS = 3;
/** How fast the memory of a VM is written to a disk, or read from it, in MiB/s. */
const DISK_MIBPS = 400;

/** The state of a VM at a time (ms), after all orders about its power. */
export function stateOfVm(shape: WorldShape, state: WorldState, vm: number, at: number): VmState {
  const change = state.power.get(vm);
  if (change === undefined) return vmAt(shape, vm).state;
  return at >= change.doneAt ? change.after : change.before;
}

/** Whether the memory of a VM is on a disk of its host at a time (ms). */
export function isSavedVm(state: WorldState, vm: number, at: number): boolean {
  const change = state.power.get(vm);
  return change !== undefined && (at >= change.doneAt ? change.isSaved : change.wasSaved);
}

/** The ties of a VM at a time: a saved one cannot be moved, because its memory stays on its host. */
export function tiesOfVm(shape: WorldShape, state: WorldState, vm: number, at: number): Tie[] {
  const { ties } = vmAt(shape, vm);
  if (!isSavedVm(state, vm, at)) return ties;
  return [...ties, { kind: 'saved-state', name: 'managed save', blocks: ['offline'] }];
}

/** Why the host refuses an order about the power of a VM of it now; null: it takes it. */
export function whyNotPower(
  shape: WorldShape,
  state: WorldState,
  { vm, order, freeMiB, at }: { vm: number; order: PowerOrder; freeMiB: number; at: number },
): DriverError | null {
  const { name, localDevices } = vmAt(shape, vm);
  const now = stateOfVm(shape, state, vm, at);
  if (state.active.some((migration) => migration.vm === vm))
    return new DriverError('vm-busy', `${name} is being migrated`, { vm: name });
  if (order === 'shutDown' && now === 'paused')
    return new DriverError('vm-not-running', `${name} is paused`, { vm: name, state: now });
  const [device] = localDevices;
  if (order === 'save' && now !== 'stopped' && device !== undefined)
    return new DriverError('vm-not-movable', `${name} holds the device ${device}`, { vm: name, device });
  if (order === 'start' && now === 'stopped' && freeMiB < usedMemoryMiB(shape, vm, at))
    return new DriverError('destination-full', `no memory for ${name}`, { vm: name });
  return null;
}

/** Carries an order out from this time on. A guest that ignores ACPI never ends. An order that is done already does nothing. */
export function changePower(
  shape: WorldShape,
  state: WorldState,
  { vm, order, at }: { vm: number; order: PowerOrder; at: number },
): void {
  const before = stateOfVm(shape, state, vm, at);
  const isEnding = (state.power.get(vm)?.doneAt ?? 0) > at;
  if (isEnding || (before === 'stopped') !== (order === 'start')) return;
  if (order === 'shutDown' && (before === 'paused' || vmAt(shape, vm).ignoresShutDown)) return;
  state.power.set(vm, changeOf(shape, state, { vm, order, at, before }));
}

function changeOf(
  shape: WorldShape,
  state: WorldState,
  { vm, order, at, before }: { vm: number; order: PowerOrder; at: number; before: VmState },
): PowerChange {
  const wasSaved = isSavedVm(state, vm, at);
  const diskSeconds = usedMemoryMiB(shape, vm, at) / DISK_MIBPS;
  const seconds = {
    shutDown: SHUT_DOWN_SECONDS,
    save: diskSeconds,
    start: START_SECONDS + (wasSaved ? diskSeconds : 0),
  };
  return {
    before,
    after: order === 'start' ? 'running' : 'stopped',
    wasSaved,
    isSaved: order === 'save',
    doneAt: at + (seconds[order] * 1000) / shape.config.speed,
  };
}
