import type { DriverError } from '../../../model/errors.ts';
import type { FileKind, InspectedObstacle } from '../../../model/inspection.ts';
import { checkCpu } from '../check-cpu.ts';
import { checkBindings, checkHugePages } from '../check-resources.ts';
import type { Virsh } from '../client.ts';
import { driverError } from '../failures.ts';
import type { Ends } from '../force-completion.ts';
import { proveChain, type Wanted, wantedDisks, wantedFirmware } from '../offline-proof.ts';
import type { SeenHost, SeenVm } from './read-host.ts';

/** Whether the CPU of a VM fits a host: VMs of the same kind share the answer. */
export type AskCpu = (ends: Ends, vm: SeenVm) => Promise<DriverError[]>;

/** Asks once for each kind of CPU, machine and program, and pair of hosts. */
export function createAskCpu(virsh: Virsh): AskCpu {
  const answers = new Map<string, Promise<DriverError[]>>();
  return (ends, { definition }) => {
    const { cpu, type, arch, machine, emulator } = definition;
    const needs = { cpu, type, arch, machine, emulator };
    const key = JSON.stringify([ends.source.hostId, ends.destination.hostId, needs]);
    const answer = answers.get(key) ?? checkCpu(virsh, ends, needs);
    answers.set(key, answer);
    return answer;
  };
}

/**
 * What stands between a VM and another host, from what both report: CPU, pinned CPUs and NUMA nodes, huge pages,
 * networks, and each file. `virsh` remembers its answers.
 */
export async function findObstacles(
  virsh: Virsh,
  askCpu: AskCpu,
  vm: SeenVm,
  source: SeenHost,
  destination: SeenHost,
): Promise<InspectedObstacle[]> {
  const { definition, vmUuid, vmName, state } = vm;
  const party = { host: source.host.name, destination: destination.host.name, vm: vmName };
  const ends: Ends = { source: source.host, destination: destination.host, party };
  const isStopped = state === 'stopped';
  const networks = definition.networks.filter((name) => destination.networks?.includes(name) === false);
  const faults = [
    ...(await askCpu(ends, vm)),
    ...checkBindings(ends, definition, destination.capabilities),
    ...(isStopped ? [] : checkHugePages(ends, definition, destination.pagesFreeKiB)),
    ...networks.map((name) =>
      driverError('network-missing', party, `no ${name} on ${destination.host.name}`),
    ),
  ];
  const files = [
    ...wantedDisks(definition).map((file) => ({ file, kind: kindOf(file) })),
    // a running VM takes its firmware variables along
    ...(isStopped ? wantedFirmware(definition) : []).map((file) => ({ file, kind: 'firmware' as const })),
  ];
  const pools = { here: source.poolShapes, there: destination.poolShapes };
  const proofs = await Promise.all(
    files.map(async ({ file, kind }) => {
      const found = await proveChain(virsh, ends, file, pools);
      return found && { fault: found.fault, file: { kind, path: file.volume, fault: found.kind } };
    }),
  );
  const about = { vmUuid, toHostId: destination.host.hostId };
  return [
    ...faults.map((fault) => ({ ...obstacleOf(fault), ...about })),
    ...proofs.flatMap((proof) => (proof ? [{ ...obstacleOf(proof.fault), ...about, file: proof.file }] : [])),
  ];
}

const kindOf = ({ isReadOnly }: Wanted): FileKind => (isReadOnly ? 'disc' : 'disk');

const obstacleOf = ({ code, scope, message, facts }: DriverError) => ({ code, scope, message, facts });
