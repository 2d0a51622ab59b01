import type { HugePagePool } from '../../model/host.ts';
import type { Basis } from '../../model/refusal-basis.ts';
import { valueFor } from '../../model/value-for.ts';
import type { Tie } from '../../model/vm.ts';

/** The properties of a VM that refusals depend on. */
export interface BasisVm {
  id: string;
  hostId: string;
  state: string;
  definition: string | null;
  vcpus: number;
  memoryMiB: number;
  networks: string[];
  storages: string[];
  localDevices: string[];
  cpuFeatures: string[];
  hostCpus: number[];
  numaNodes: number[];
  hugePageKiB: number | null;
  ties: readonly Tie[];
}

/** The same for a host. */
export interface BasisHost {
  id: string;
  uri: string;
  peerUri: string | null;
  migrationAddress: string | null;
  version: string | null;
  cpuModel: string | null;
  cpuFeatures: string[];
  networks: string[];
  storages: string[];
  cpuIds: number[];
  numaNodes: number[];
  hugePages: readonly HugePagePool[] | null;
}

/** The subject of a refusal: a VM, a VM and a host, or two hosts. */
export interface Subject {
  vmId: string | null;
  fromHostId: string | null;
  toHostId: string | null;
}

export interface BasisWorld {
  vms: ReadonlyMap<string, BasisVm>;
  hosts: ReadonlyMap<string, BasisHost>;
}

/** The current values that such a refusal depends on; null: the VM or a host no longer exists. */
export function basisOf({ vmId, fromHostId, toHostId }: Subject, { vms, hosts }: BasisWorld): Basis | null {
  const vm = vmId === null ? null : vms.get(vmId);
  const from = valueFor(hosts, vm?.hostId ?? fromHostId);
  const to = toHostId === null ? null : hosts.get(toHostId);
  if (vm === undefined || to === undefined || from === undefined) return null;
  return {
    ...(vm === null ? {} : ofVm(vm)),
    ...(to === null ? {} : addressesOf(to)),
    ...(vm === null || to === null ? {} : offersOf(to)),
    sourceVersion: from.version ?? '',
    ...(vm === null ? { sourceUri: from.uri } : {}),
  };
}

function ofVm(vm: BasisVm): Basis {
  const { vcpus, memoryMiB, networks, storages, localDevices, cpuFeatures } = vm;
  const { hostCpus, numaNodes, hugePageKiB, ties } = vm;
  const needs = [vcpus, memoryMiB, networks, storages, localDevices, cpuFeatures];
  return {
    definition: vm.definition ?? '',
    needs: JSON.stringify([...needs, hostCpus, numaNodes, hugePageKiB]),
    ties: JSON.stringify(ties),
    isStopped: String(vm.state === 'stopped'), // a stopped VM moves in another way
  };
}

const addressesOf = ({ uri, peerUri, migrationAddress, version }: BasisHost): Basis => ({
  addresses: JSON.stringify([uri, peerUri, migrationAddress]),
  version: version ?? '',
});

function offersOf(host: BasisHost): Basis {
  const { cpuModel, cpuFeatures, networks, storages, cpuIds, numaNodes, hugePages } = host;
  return {
    cpu: JSON.stringify([cpuModel, cpuFeatures]),
    offers: JSON.stringify([networks, storages, cpuIds, numaNodes, hugePages ?? null]),
  };
}

/** Whether none of these values has changed. */
export function isSameBasis(a: Basis, b: Basis): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}
