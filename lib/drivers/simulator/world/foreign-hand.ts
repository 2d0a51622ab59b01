import type { SimulatorCommandBody } from '../commands.ts';
import { freeMemoryMiB } from './admission.ts';
import { usedMemoryMiB } from './load.ts';
import { stateOfVm } from './power.ts';
import { NOWHERE, settle, type WorldShape, type WorldState } from './state.ts';

type Place = Extract<SimulatorCommandBody, { type: 'place' }>;

/**
 * Somebody else puts a VM on a host, or removes it from the cluster, instantly. A VM that is being migrated stays
 * where it is, and so does one that does not fit.
 */
export function place(shape: WorldShape, state: WorldState, { vm: named, hostId }: Place, at: number): void {
  const vm = shape.config.vms.findIndex(({ uuid, name }) => named === uuid || named === name);
  const machine = shape.config.vms[vm];
  const to = hostId === null ? NOWHERE : shape.hostIndex.get(hostId);
  if (machine === undefined || to === undefined || state.hostOfVm[vm] === to) return;
  if (state.active.some((migration) => migration.vm === vm)) return;
  const needsMiB = stateOfVm(shape, state, vm, at) === 'stopped' ? 0 : usedMemoryMiB(shape, vm, at);
  if (to !== NOWHERE && freeMemoryMiB(shape, state, to, at) < needsMiB) return;
  settle(state, vm, to);
  state.autostart.delete(vm);
}
