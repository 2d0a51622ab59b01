import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import { heldMemoryMiB } from '../../lib/drivers/simulator/world/admission.ts';
import { halfCopyHost } from '../../lib/drivers/simulator/world/copying.ts';
import { stateOfVm } from '../../lib/drivers/simulator/world/power.ts';
import { hostName, insist } from './promise.ts';
import type { IndexedOrder } from './world.ts';

/** Memory that is reserved for the VMs of a host and for incoming copies, without these VMs: the figure that planning uses. */
export function promisedMiB(
  { shape, state, at }: WorldView,
  host: number,
  without: ReadonlySet<string> = new Set(),
): number {
  const { config } = shape;
  const residents = config.vms.filter(
    (vm, i) =>
      state.hostOfVm[i] === host && stateOfVm(shape, state, i, at) !== 'stopped' && !without.has(vm.uuid),
  );
  // a VM that switched to post-copy occupies memory at its source until all of its memory is fetched
  const copies = state.active.filter((one) => one.order.kind !== 'offline' && halfCopyHost(one) === host);
  return (
    residents.reduce((sum, vm) => sum + vm.memoryMiB, 0) +
    copies.reduce((sum, { vm }) => sum + (config.vms[vm]?.memoryMiB ?? 0), 0)
  );
}

/**
 * At every moment: the VMs of a host, incoming copies included, use no more memory than it has, and no host has
 * more moves than allowed.
 */
export function checkMoment(view: WorldView): void {
  const { shape, state } = view;
  for (const [host, { memoryMiB }] of shape.config.hosts.entries()) {
    const held = Math.round(heldMemoryMiB(shape, state, host, view.at));
    insist(held <= memoryMiB, `${hostName(host)} holds ${held} MiB of ${memoryMiB}`);
    const moves = state.active.filter(({ from, to }) => from === host || to === host).length;
    insist(moves <= 2, `${hostName(host)} has ${moves} migrations at once`);
  }
  const moving = state.active.map(({ vm }) => vm);
  insist(new Set(moving).size === moving.length, 'a VM is migrated twice at the same time');
}

/** The information that is available to the worker that gives an order. */
export interface Reported {
  cancelled: ReadonlySet<string>; // moves of runs that were cancelled before its turn began
  paused: ReadonlySet<string>; // moves that a pause has held since before its turn began
  unseen: ReadonlySet<string>; // VMs that others have placed, and that Ballast has not observed there
}

/** Checked before each order. The hypervisor would refuse most of these orders, but Ballast must not send them. */
export function checkOrder(
  view: WorldView,
  order: IndexedOrder,
  { cancelled, paused, unseen }: Reported,
): void {
  const { shape, state } = view;
  const index = shape.vmIndex.get(order.vmUuid) ?? -1;
  const vm = shape.config.vms[index];
  const isBusy = state.active.some((one) => one.vm === index);
  insist(!isBusy, `a second migration of ${vm?.name} was ordered beside the first`);
  const at = hostName(state.hostOfVm[index]);
  insist(
    state.hostOfVm[index] === order.from || unseen.has(order.vmUuid),
    `${vm?.name} was to leave ${hostName(order.from)}, and is on ${at}`,
  );
  const moveId = order.moveId.slice(0, 36);
  insist(!cancelled.has(moveId), `${vm?.name} was to move although its run was cancelled`);
  insist(!paused.has(moveId), `${vm?.name} was to move although its run is paused`);
  const needsMiB = vm && stateOfVm(shape, state, index, view.at) !== 'stopped' ? vm.memoryMiB : 0;
  const hasMiB = shape.config.hosts[order.to]?.memoryMiB ?? 0;
  const promised = promisedMiB(view, order.to, unseen);
  insist(
    promised + needsMiB <= hasMiB,
    `${hostName(order.to)} was to take ${needsMiB} MiB, and has promised ${promised} of ${hasMiB} MiB`,
  );
}

/** Where every VM is, by host index. It is compared before and after a step. */
export type MoveSlots = readonly number[];

export const placesIn = ({ state }: WorldView): MoveSlots => [...state.hostOfVm];

/**
 * No host enters maintenance mode with a VM that was on it all the time, whether Ballast knew of the VM or not, except stopped ones
 * that its evacuation left there (`left`, by UUID), and VMs that may run on there (`running`), because a person or the policy decided so.
 */
export function checkEntered(
  hostIds: readonly string[],
  entered: ReadonlySet<string>,
  {
    before,
    after,
    view,
    left,
    running,
  }: {
    before: MoveSlots;
    after: MoveSlots;
    view: WorldView;
    left: ReadonlySet<string>;
    running: ReadonlySet<string>;
  },
): void {
  const { shape, state, at } = view;
  for (const [vm, { name, uuid }] of shape.config.vms.entries()) {
    if (running.has(uuid) || (left.has(uuid) && stateOfVm(shape, state, vm, at) === 'stopped')) continue;
    const host = after[vm];
    const hostId = host === undefined ? undefined : hostIds[host];
    if (host === undefined || hostId === undefined) continue; // it is nowhere
    const isEntered = before[vm] === host && entered.has(hostId);
    insist(!isEntered, `${hostName(host)} enters maintenance with ${name} on it`);
  }
}
