import { isSizeDoubtful, keepsOutOfDecisions } from '../../model/host-alarm.ts';
import type { HostMeasures, VmMeasures } from '../../model/measures.ts';
import type { HostRow } from '../planning/snapshot-of.ts';
import type { JudgedHost, JudgedReading } from './judge-observation.ts';
import { hostMeasuresOf } from './measures-of.ts';
import type { Reconciled } from './reconcile.ts';

export type MeasuredHost = HostMeasures & { hostId: string };
export type MeasuredVm = VmMeasures & { vmId: string };

/**
 * The samples of one observation: those of the hosts that answered, and of their running VMs. Only what was measured now
 * is in them. A host whose size is impossible has none, and one that is kept out of decisions has no load, because
 * its row still shows the last good figures.
 */
export function samplesOf(
  hosts: readonly HostRow[],
  vms: Reconciled['vms'],
  readings: readonly JudgedReading[],
): { hosts: MeasuredHost[]; vms: MeasuredVm[] } {
  const observed = new Map(
    readings.flatMap((each): [string, JudgedHost][] =>
      'observation' in each ? [[each.hostId, each.observation]] : [],
    ),
  );
  return {
    hosts: hosts.flatMap((host): MeasuredHost[] => {
      const observation = observed.get(host.id);
      if (observation === undefined || isSizeDoubtful(host.alarms)) return [];
      const measured = hostMeasuresOf(host, observation.further);
      if (!keepsOutOfDecisions(host.alarms)) return [{ ...measured, hostId: host.id }];
      return [{ ...measured, hostId: host.id, cpuLoad: null, memoryLoad: null }];
    }),
    vms: vms.flatMap((vm): MeasuredVm[] =>
      vm.measured !== null && vm.state === 'running' && observed.has(vm.hostId)
        ? [{ ...vm.measured, vmId: vm.id }]
        : [],
    ),
  };
}
