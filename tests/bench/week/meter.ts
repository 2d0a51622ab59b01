import { openWorld } from '../../../lib/drivers/simulator/client.ts';
import { demandCores } from '../../../lib/drivers/simulator/world/load.ts';
import type { Clock } from '../../../lib/model/clock.ts';
import type { StoredCentre } from './store-centre.ts';

export interface Measured {
  overloadedHostMinutes: number;
  starvedVmMinutes: number; // on hosts whose VMs demanded more than all cores
}

/** Adds up the true demand of the hosts of a simulated world, whether anybody observed it or not. */
export function createMeter(
  { config, addresses, log }: StoredCentre,
  { world: clock, cpuThresholdPercent }: { world: Clock; cpuThresholdPercent: number },
) {
  const world = openWorld({ config, hosts: addresses, log, clock });
  const sum: Measured = { overloadedHostMinutes: 0, starvedVmMinutes: 0 };
  return {
    sum,
    async measure(minutes: number): Promise<void> {
      const { shape, state, at } = await world.read();
      config.hosts.forEach(({ cpuCores }, host) => {
        const vms = config.vms.flatMap((vm, index) =>
          state.hostOfVm[index] === host && vm.state === 'running' ? index : [],
        );
        const load = vms.reduce((total, vm) => total + demandCores(shape, state, vm, at), 0) / cpuCores;
        if (load * 100 > cpuThresholdPercent) sum.overloadedHostMinutes += minutes;
        if (load > 1) sum.starvedVmMinutes += minutes * vms.length;
      });
    },
  };
}
