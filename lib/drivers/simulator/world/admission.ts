import type { DriverErrorCode, Facts } from '../../../model/errors.ts';
import { DriverError } from '../../../model/errors.ts';
import type { MigrationOrder } from '../../../model/ports.ts';
import { vmAt } from './load.ts';
import type { WorldShape, WorldState } from './state.ts';

export interface Admitted {
  vm: number;
  from: number;
  to: number;
}

/** Memory of a host that no VM has, in MiB: half-made copies count like VMs. */
function freeMemoryMiB(shape: WorldShape, state: WorldState, host: number): number {
  const { config } = shape;
  let free = (config.hosts[host]?.memoryMiB ?? 0) - config.hypervisorMemoryMiB;
  config.vms.forEach((vm, i) => {
    if (state.hostOfVm[i] === host && vm.state !== 'stopped') free -= vm.memoryMiB;
  });
  for (const migration of state.active) {
    if (migration.to === host && migration.order.kind !== 'offline')
      free -= vmAt(shape, migration.vm).memoryMiB;
  }
  return free;
}

/**
 * Whether the simulated hypervisors take an order now (hosts by name). Returns whom it is about, or the DriverError
 * that they refuse it with. Both the driver and the world ask this: an order that lost a race is refused in the world.
 */
export function admit(shape: WorldShape, state: WorldState, order: MigrationOrder): Admitted | DriverError {
  const vm = shape.vmIndex.get(order.vmUuid);
  const from = shape.hostIndex.get(order.sourceHostId);
  const to = shape.hostIndex.get(order.destinationHostId);
  const names = { vm: order.vmName, source: order.sourceHostId, destination: order.destinationHostId };
  const refuse = (code: DriverErrorCode, message: string, facts: Facts = {}) =>
    new DriverError(code, message, { ...names, ...facts });

  if (from === undefined || state.isDown[from])
    return refuse('host-unreachable', `${names.source} does not answer`, { host: names.source });
  if (vm === undefined || state.hostOfVm[vm] !== from)
    return refuse('vm-not-found', `${names.source} has no VM ${names.vm}`, { host: names.source });
  if (state.active.some((other) => other.vm === vm))
    return refuse('vm-busy', `${names.vm} is being migrated already`);
  if (from === to) return refuse('same-host', `${names.vm} is on ${names.source} already`);
  if (to === undefined || state.isDown[to])
    return refuse('destination-unreachable', `${names.source} cannot reach ${names.destination}`);
  const fault = misfit(shape, state, { vm, from, to }, order);
  return fault === null ? { vm, from, to } : refuse(fault.code, fault.message, fault.facts);
}

interface Fault {
  code: DriverErrorCode;
  message: string;
  facts: Facts;
}

/** What of the VM the destination cannot offer, or null. */
function misfit(
  shape: WorldShape,
  state: WorldState,
  { vm, to }: Admitted,
  order: MigrationOrder,
): Fault | null {
  const machine = vmAt(shape, vm);
  const host = shape.config.hosts[to];
  const isStopped = machine.state === 'stopped';
  const lacks = (needed: string[], offered: string[] = []) => needed.find((one) => !offered.includes(one));
  if (isStopped !== (order.kind === 'offline')) {
    const message = isStopped ? `${machine.name} is stopped` : `${machine.name} is running`;
    return { code: 'vm-not-running', message, facts: { state: machine.state } };
  }
  const device = machine.localDevices[0];
  if (device !== undefined)
    return { code: 'unsupported', message: `${machine.name} holds the device ${device}`, facts: { device } };
  const network = lacks(machine.networks, host?.networks);
  if (network !== undefined)
    return { code: 'network-missing', message: `no network ${network} there`, facts: { missing: network } };
  const storage = lacks(machine.storages, host?.storages);
  if (storage !== undefined)
    return { code: 'storage-missing', message: `no storage ${storage} there`, facts: { missing: storage } };
  const feature = lacks(machine.cpuFeatures, host?.cpuFeatures);
  if (feature !== undefined)
    return {
      code: 'cpu-incompatible',
      message: `no CPU feature ${feature} there`,
      facts: { missing: feature },
    };
  const freeMiB = Math.max(0, Math.floor(freeMemoryMiB(shape, state, to)));
  if (!isStopped && freeMiB < machine.memoryMiB)
    return {
      code: 'destination-full',
      message: `${machine.memoryMiB} MiB needed, ${freeMiB} MiB free`,
      facts: { needsMiB: machine.memoryMiB, freeMiB },
    };
  return null;
}
