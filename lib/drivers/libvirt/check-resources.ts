import type { DriverError } from '../../model/errors.ts';
import type { HostCapabilities } from './definition/capabilities.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';

const KIB_IN_MIB = 1024;

/**
 * CPUs, NUMA nodes and huge pages that the VM is bound to and the destination lacks. What it does not report counts
 * as present.
 */
export function checkBindings(
  { destination, party }: Ends,
  definition: DomainDefinition,
  capabilities: HostCapabilities | null,
): DriverError[] {
  const lacking = (wanted: number[], offered: number[] | null | undefined) =>
    offered ? wanted.filter((number) => !offered.includes(number)) : [];
  const cpus = lacking(definition.hostCpus, capabilities?.cpuIds);
  const nodes = lacking(definition.numaNodes, capabilities?.numaNodes);
  const refuse = (what: string) => driverError('resource-missing', party, what, 'pair');
  return [
    ...(cpus.length > 0 ? [refuse(`no CPU ${cpus.join(', ')} on ${destination.name}`)] : []),
    ...(nodes.length > 0 ? [refuse(`no NUMA node ${nodes.join(', ')} on ${destination.name}`)] : []),
  ];
}

/** `pagesFreeKiB`: free huge pages of the destination by their size, from `freepages`; null: not reported. */
export function checkHugePages(
  { destination, party }: Ends,
  { hugePageKiB, memoryKiB }: DomainDefinition,
  pagesFreeKiB: Map<number, number> | null,
): DriverError[] {
  if (hugePageKiB === null || pagesFreeKiB === null || memoryKiB === null) return [];
  const freeKiB = pagesFreeKiB.get(hugePageKiB) ?? 0;
  if (freeKiB >= memoryKiB) return [];
  const size = hugePageKiB >= KIB_IN_MIB ? `${hugePageKiB / KIB_IN_MIB} MiB` : `${hugePageKiB} KiB`;
  const [needed, free] = [memoryKiB, freeKiB].map((kib) => Math.floor(kib / KIB_IN_MIB));
  const what = `${needed} MiB needed in pages of ${size}, ${free} MiB free on ${destination.name}`;
  return [driverError('destination-full', party, what, 'pair')];
}
