import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import { heldMemoryMiB } from '../../lib/drivers/simulator/world/admission.ts';
import { halfCopyHost } from '../../lib/drivers/simulator/world/copying.ts';
import { hostName, insist } from './promise.ts';
import type { IndexedOrder } from './world.ts';

/** Memory that is promised to a host's VMs and the copies that arrive there, except for these VMs: what planning goes by. */
function promisedMiB({ shape, state }: WorldView, host: number, without: ReadonlySet<string>): number {
  const { config } = shape;
  const counts = (i: number): boolean => !without.has(config.vms[i]?.uuid ?? '');
  const residents = config.vms.filter(
    (vm, i) => state.hostOfVm[i] === host && vm.state !== 'stopped' && counts(i),
  );
  // what was handed over by post-copy is held at its source until all of it was fetched
  const copies = state.active.filter((one) => one.order.kind !== 'offline' && halfCopyHost(one) === host);
  return (
    residents.reduce((sum, vm) => sum + vm.memoryMiB, 0) +
    copies.reduce((sum, { vm }) => sum + (config.vms[vm]?.memoryMiB ?? 0), 0)
  );
}

/** At every moment: the VMs of no host hold more than it has, copies counted, and none has more moves than it may. */
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

/** What the worker that gives an order could know. */
export interface Reported {
  cancelled: ReadonlySet<string>; // moves of runs that were cancelled before its turn began
  unseen: ReadonlySet<string>; // VMs that somebody else has placed, and that Ballast has not seen there
}

/** Before each order. The hypervisor would refuse most of these, but nobody may even ask. */
export function checkOrder(view: WorldView, order: IndexedOrder, { cancelled, unseen }: Reported): void {
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
  insist(!cancelled.has(order.moveId.slice(0, 36)), `${vm?.name} was to move although its run was cancelled`);
  const needsMiB = vm && vm.state !== 'stopped' ? vm.memoryMiB : 0;
  const hasMiB = shape.config.hosts[order.to]?.memoryMiB ?? 0;
  const promised = promisedMiB(view, order.to, unseen);
  insist(
    promised + needsMiB <= hasMiB,
    `${hostName(order.to)} was to take ${needsMiB} MiB, and has promised ${promised} of ${hasMiB} MiB`,
  );
}

/** Where every VM is by the number of its host: what is compared before and after a step. */
export type MoveSlots = readonly number[];

export const placesIn = ({ state }: WorldView): MoveSlots => [...state.hostOfVm];

/** No host enters maintenance with a VM that was on it all the time, whether Ballast knew of it or not. */
export function checkEntered(
  hostIds: readonly string[],
  entered: ReadonlySet<string>,
  { before, after, view }: { before: MoveSlots; after: MoveSlots; view: WorldView },
): void {
  for (const [vm, { name }] of view.shape.config.vms.entries()) {
    const host = after[vm] ?? -1;
    const isEntered = before[vm] === host && entered.has(hostIds[host] ?? '');
    insist(!isEntered, `${hostName(host)} enters maintenance with ${name} on it`);
  }
}
