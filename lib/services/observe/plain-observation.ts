import { plainFacts } from '../../model/errors.ts';
import { toPlainText } from '../../model/plain-text.ts';
import type { HostObservation, VmObservation } from '../../model/ports.ts';

const plain = (text: string | null): string | null => (text === null ? null : toPlainText(text));
const allPlain = (texts: readonly string[]): string[] => texts.map(toPlainText);

/**
 * An observation whose texts can be stored, shown on pages and printed safely: names may contain control codes for a
 * terminal, or invisible characters. Drivers identify VMs by UUID, so changing a name breaks no lookup.
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
