import type { DriverErrorCode, Facts } from '../../../model/errors.ts';
import { DriverError } from '../../../model/errors.ts';
import type { MigrationOrder } from '../../../model/ports.ts';
import { halfCopyHost } from './copying.ts';
import { hostAt, usedMemoryMiB, vmAt } from './load.ts';
import { stateOfVm, tiesOfVm } from './power.ts';
import { canOrder, doesAnswer } from './reach.ts';
import { findRefusal } from './refusals.ts';
import type { StandingRefusal, WorldShape, WorldState } from './state.ts';

export interface Admitted {
  vm: number;
  from: number;
  to: number;
}

/** The world at a time, in ms. */
interface Moment {
  shape: WorldShape;
  state: WorldState;
  at: number;
}

interface Fault {
  code: DriverErrorCode;
  message: string;
  facts: Facts;
}

/**
 * The memory that VMs and incoming copies use on a host at a time, in MiB. As with real hypervisors, memory that a VM
 * has not touched is not used, so a host can be overcommitted.
 */
export function heldMemoryMiB(shape: WorldShape, state: WorldState, host: number, at: number): number {
  const residents = shape.config.vms.flatMap((_, i) =>
    state.hostOfVm[i] === host && stateOfVm(shape, state, i, at) !== 'stopped' ? [i] : [],
  );
  const copies = state.active.flatMap((migration) =>
    halfCopyHost(migration) === host && migration.order.kind !== 'offline' ? [migration.vm] : [],
  );
  return [...residents, ...copies].reduce((sum, vm) => sum + usedMemoryMiB(shape, vm, at), 0);
}

/** Free memory of a host, in MiB. */
export function freeMemoryMiB(shape: WorldShape, state: WorldState, host: number, at: number): number {
  return (
    hostAt(shape, host).memoryMiB - shape.config.hypervisorMemoryMiB - heldMemoryMiB(shape, state, host, at)
  );
}

/**
 * Whether the simulated hypervisors accept an order now (hosts by name). Returns its objects, or the DriverError of
 * the refusal. Both the driver and the world call this: an order that lost a race is refused in the world.
 */
export function admit(world: Moment, order: MigrationOrder): Admitted | DriverError {
  const { shape, state } = world;
  const { admitted, faults } = examine(world, order);
  const [fault] = faults;
  if (fault) return fault;
  const refusal = findRefusal(shape, state, { ...admitted, when: 'order' });
  return refusal === null ? admitted : asError(refused(refusal), order);
}

/** All obstacles of an order now, the one that is reported first at the start. */
export function obstaclesTo(world: Moment, order: MigrationOrder): DriverError[] {
  return examine(world, order).faults;
}

function examine(world: Moment, order: MigrationOrder): { admitted: Admitted; faults: DriverError[] } {
  const { shape, state } = world;
  const vm = shape.vmIndex.get(order.vmUuid) ?? -1;
  const from = shape.hostIndex.get(order.sourceHostId) ?? -1;
  const to = shape.hostIndex.get(order.destinationHostId) ?? -1;
  const names = { vm: order.vmName, source: order.sourceHostId, destination: order.destinationHostId };
  const result = (...faults: Fault[]) => ({
    admitted: { vm, from, to },
    faults: faults.map((fault) => asError(fault, order)),
  });
  const atSource = { host: names.source };

  if (!doesAnswer(state, from))
    return result({ code: 'host-unreachable', message: `${names.source} does not answer`, facts: atSource });
  if (vm < 0 || state.hostOfVm[vm] !== from)
    return result({
      code: 'vm-not-found',
      message: `${names.source} has no VM ${names.vm}`,
      facts: atSource,
    });
  const faults: Fault[] = [];
  if (state.active.some((other) => other.vm === vm))
    faults.push({ code: 'vm-busy', message: `${names.vm} is being migrated already`, facts: {} });
  if (from === to)
    return result(...faults, {
      code: 'same-host',
      message: `${names.vm} is on ${names.source} already`,
      facts: {},
    });
  if (!canOrder(state, from, to))
    return result(...faults, {
      code: 'destination-unreachable',
      message: `${names.source} cannot reach ${names.destination}`,
      facts: {},
    });
  const refusal = findRefusal(shape, state, { vm, to, when: 'check' });
  const ordered = refusal === null ? [] : [refused(refusal)];
  return result(...faults, ...ordered, ...misfits(world, { vm, from, to }, order));
}

const refused = ({ code }: StandingRefusal): Fault => ({
  code,
  message: 'the destination was told to refuse it',
  facts: {},
});

function asError({ code, message, facts }: Fault, order: MigrationOrder): DriverError {
  const { vmName: vm, sourceHostId: source, destinationHostId: destination } = order;
  return new DriverError(code, message, { vm, source, destination, ...facts });
}

/** The requirements of the VM that the destination lacks, and the ties of the VM. */
function misfits({ shape, state, at }: Moment, { vm, to }: Admitted, order: MigrationOrder): Fault[] {
  const machine = vmAt(shape, vm);
  const host = shape.config.hosts[to];
  const now = stateOfVm(shape, state, vm, at);
  const isStopped = now === 'stopped';
  const faults: Fault[] = [];
  if (isStopped !== (order.kind === 'offline')) {
    const message = isStopped ? `${machine.name} is stopped` : `${machine.name} is running`;
    faults.push({ code: 'vm-not-running', message, facts: { state: now } });
  }
  for (const device of machine.localDevices)
    faults.push({
      code: 'vm-not-movable',
      message: `${machine.name} holds the device ${device}`,
      facts: { device },
    });
  for (const { name } of tiesOfVm(shape, state, vm, at).filter(({ blocks }) => blocks.includes(order.kind)))
    faults.push({ code: 'vm-not-movable', message: `${name} ties ${machine.name} to its host`, facts: {} });
  const lack = (code: DriverErrorCode, what: string, needed: string[], offered: string[] = []) => {
    for (const missing of needed)
      if (!offered.includes(missing))
        faults.push({ code, message: `no ${what} ${missing} there`, facts: { missing } });
  };
  lack('network-missing', 'network', machine.networks, host?.networks);
  lack('storage-missing', 'storage', machine.storages, host?.storages);
  lack('cpu-incompatible', 'CPU feature', machine.cpuFeatures, host?.cpuFeatures);
  const freeMiB = Math.max(0, Math.floor(freeMemoryMiB(shape, state, to, at)));
  const needsMiB = Math.ceil(usedMemoryMiB(shape, vm, at));
  if (!isStopped && freeMiB < needsMiB)
    faults.push({
      code: 'destination-full',
      message: `${needsMiB} MiB needed, ${freeMiB} MiB free`,
      facts: { needsMiB, freeMiB },
    });
  return faults;
}
