import { DriverError } from '../model/errors.ts';
import type { HypervisorDriver } from '../model/ports.ts';

/** For a driver whose hypervisor has no maintenance mode to order. `what`: it, and what to do instead, if anything. */
export function noMaintenance(what: string): Pick<HypervisorDriver, 'enterMaintenance' | 'leaveMaintenance'> {
  const refuse = async () => {
    throw new DriverError('unsupported', `${what} has no maintenance mode that could be ordered`, {
      detail: 'maintenance mode',
    });
  };
  return { enterMaintenance: refuse, leaveMaintenance: refuse };
}
