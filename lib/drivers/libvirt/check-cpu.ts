import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverError } from '../../model/errors.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { parseCapabilities } from './definition/capabilities.ts';
import type { DomainDefinition } from './definition/read-definition.ts';
import { detailOf, driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';
import type { VirshResult } from './virsh-result.ts';

/** The part of a definition that the CPU of a host must fit. */
export type CpuNeeds = Pick<DomainDefinition, 'cpu' | 'type' | 'arch' | 'machine' | 'emulator'>;

/**
 * Asks the destination's hypervisor whether it supports the VM's CPU and machine type. A VM with the CPU of its host
 * is compared with that host's CPU. What the hypervisor itself does not check (`check='none'`) is not checked here
 * either.
 */
export async function checkCpu(
  virsh: Virsh,
  { source, destination, party }: Ends,
  needs: CpuNeeds,
): Promise<DriverError[]> {
  const { cpu } = needs;
  if (cpu === null) return [];
  if (cpu.mode === 'host-passthrough') {
    const capabilities = await virsh.run(source.uri, ['capabilities']);
    const xml = parseCapabilities(capabilities.stdout)?.cpuXml ?? null;
    if (xml === null) return [];
    return faultsOf(await compare(virsh, destination, ['cpu-compare'], xml), party);
  }
  if (cpu.check === 'none') return [];
  return faultsOf(await compare(virsh, destination, hypervisorCompare(needs), cpu.xml), party);
}

function hypervisorCompare({ type, arch, machine, emulator }: CpuNeeds): string[] {
  const options = { virttype: type, arch, machine, emulator };
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === null ? [] : [`--${name}`, value],
  );
  return ['hypervisor-cpu-compare', ...given];
}

/** virsh reads what it compares from a file. */
async function compare(
  virsh: Virsh,
  host: LibvirtHost,
  command: string[],
  xml: string,
): Promise<VirshResult> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-cpu-'));
  try {
    const file = join(folder, 'cpu.xml');
    await writeFile(file, xml);
    return await virsh.run(host.uri, [...command, '--error', '--file', file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const INCOMPATIBLE = /CPU is incompatible|does not provide required features|Unknown CPU model/i;
const NO_MACHINE =
  /machine .* is not supported|KVM is not supported|Cannot check QEMU binary|emulator .* not found/i;

/** A hypervisor that is too old to compare gives another answer: then nothing is known, and the check passes. */
function faultsOf({ isOk, stderr }: VirshResult, party: Ends['party']): DriverError[] {
  if (isOk) return [];
  const detail = detailOf(stderr).replace(/^Failed to compare .*?; /, '');
  if (INCOMPATIBLE.test(stderr)) return [driverError('cpu-incompatible', party, detail)];
  return NO_MACHINE.test(stderr) ? [driverError('unsupported', party, detail)] : [];
}
