import type { HostObservation, HypervisorDriver } from '../../../lib/model/ports.ts';

/** The driver, with hosts whose counters stop at what they were first while `isStuck` says so: they answer, and report that. */
export function withStuckSensors(
  driver: HypervisorDriver,
  isStuck: (hostId: string) => boolean,
): HypervisorDriver {
  const stuckAt = new Map<string, HostObservation>();
  const read = (hostId: string, observation: HostObservation): HostObservation => {
    if (!isStuck(hostId)) {
      stuckAt.delete(hostId);
      return observation;
    }
    const first = stuckAt.get(hostId) ?? observation;
    stuckAt.set(hostId, first);
    const cores = new Map(first.vms.map((vm) => [vm.uuid, vm.cpuCoresUsed]));
    return {
      ...observation,
      cpuSeconds: first.cpuSeconds ?? 0,
      use: { ...observation.use, cpuBusyFraction: first.use.cpuBusyFraction },
      vms: observation.vms.map((vm) => ({ ...vm, cpuCoresUsed: cores.get(vm.uuid) ?? vm.cpuCoresUsed })),
    };
  };
  return {
    ...driver,
    observeCluster: async (ids, options) => {
      const seen = await driver.observeCluster(ids, options);
      const hosts = seen.hosts.map((reading) =>
        'observation' in reading
          ? { ...reading, observation: read(reading.hostId, reading.observation) }
          : reading,
      );
      return { ...seen, hosts };
    },
  };
}
