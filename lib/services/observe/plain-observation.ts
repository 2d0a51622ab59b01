import { plainFacts } from '../../model/errors.ts';
import { toPlainText } from '../../model/plain-text.ts';
import type { HostObservation, VmObservation } from '../../model/ports.ts';

const plain = (text: string | null): string | null => (text === null ? null : toPlainText(text));
const allPlain = (texts: readonly string[]): string[] => texts.map(toPlainText);

/**
 * What a hypervisor said, as it may be kept, shown on pages and printed: a name can hold what a terminal obeys or what hides
 * in it. Drivers know VMs by their identity, so that nothing is looked up by what is changed here.
 */
export function plainObservation(observation: HostObservation): HostObservation {
  const { facts, alarms } = observation;
  return {
    ...observation,
    facts: {
      ...facts,
      cpuModel: plain(facts.cpuModel),
      cpuFeatures: allPlain(facts.cpuFeatures),
      networks: facts.networks && allPlain(facts.networks),
      storages: facts.storages && allPlain(facts.storages),
      rack: plain(facts.rack),
      version: toPlainText(facts.version),
    },
    vms: observation.vms.map(plainVm),
    alarms: alarms.map((alarm) => ({ ...alarm, facts: plainFacts(alarm.facts) })),
  };
}

const plainVm = (vm: VmObservation): VmObservation => ({
  ...vm,
  name: toPlainText(vm.name),
  networks: allPlain(vm.networks),
  storages: allPlain(vm.storages),
  localDevices: allPlain(vm.localDevices),
  cpuFeatures: allPlain(vm.cpuFeatures),
  ties: vm.ties.map((tie) => ({ ...tie, name: toPlainText(tie.name) })),
  managedBy: plain(vm.managedBy),
});
