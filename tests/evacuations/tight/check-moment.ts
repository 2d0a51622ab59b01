import type { WorldView } from '../../../lib/drivers/simulator/client.ts';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { promisedMiB } from '../../chaos/invariants-of-moments.ts';

/** Loads as shares of a host, by host name. */
export interface Peaks {
  cpu: ReadonlyMap<string, number>;
  memory: ReadonlyMap<string, number>;
}

/** What a load may exceed its bound by, for rounding. */
const ROUNDING = 1e-6;

/** The load of every host now, with incoming copies counted by memory. */
export function loadsIn(view: WorldView, { vms }: Snapshot): Peaks {
  const { config } = view.shape;
  const mhzOf = new Map(vms.map((vm) => [vm.id, vm.demand.cpuMhz]));
  const cpu = config.hosts.map(({ name, cpuCores, coreMhz }, host) => {
    const here = config.vms.filter((_, vm) => view.state.hostOfVm[vm] === host);
    const mhz = here.reduce((sum, vm) => sum + (mhzOf.get(vm.name) ?? 0), 0);
    return [name, mhz / (cpuCores * coreMhz)] as const;
  });
  const memory = config.hosts.map(
    ({ name, memoryMiB }, host) => [name, promisedMiB(view, host) / memoryMiB] as const,
  );
  return { cpu: new Map(cpu), memory: new Map(memory) };
}

/**
 * What must not be at any moment: a target above its memory, with the copies to it, or above its CPU threshold further than the
 * plan reported (`allowed`), a VM on its way to the emptied host, a VM that is on no host. Returns sentences.
 */
export function faultsIn(
  view: WorldView,
  loads: Peaks,
  {
    emptied,
    allowed,
    left,
  }: { emptied: string; allowed: ReadonlyMap<string, number>; left: ReadonlySet<string> },
): string[] {
  const { config } = view.shape;
  const found: string[] = [];
  for (const [host, { name }] of config.hosts.entries()) {
    const memory = loads.memory.get(name) ?? 0;
    if (memory > 1 + ROUNDING)
      found.push(`${name} has ${(100 * memory).toFixed(2)} % of its memory promised`);
    const [cpu, bound] = [loads.cpu.get(name) ?? 0, allowed.get(name) ?? 0];
    if (cpu > bound + ROUNDING) found.push(`${name} has ${(100 * cpu).toFixed(2)} % of its CPU in use`);
    if (name !== emptied) continue;
    if (view.state.active.some(({ to }) => to === host)) found.push(`a VM is on its way to ${name}`);
    const back = config.vms.find((vm, i) => view.state.hostOfVm[i] === host && left.has(vm.name));
    if (back) found.push(`${back.name} is on ${name} again`);
  }
  const lost = config.vms.find((_, i) => (view.state.hostOfVm[i] ?? -1) < 0);
  if (lost) found.push(`${lost.name} is on no host`);
  return found;
}

/** The names of the VMs that are not on this host. */
export function notOn(view: WorldView, host: string): ReadonlySet<string> {
  const { config } = view.shape;
  const elsewhere = config.vms.filter((_, i) => config.hosts[view.state.hostOfVm[i] ?? -1]?.name !== host);
  return new Set(elsewhere.map(({ name }) => name));
}
