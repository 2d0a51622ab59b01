import type { Virsh, VirshResult } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type HostCapabilities, parseCapabilities } from './domain-xml.ts';
import { runScript } from './script.ts';
import { parseNames } from './wire.ts';

/** What a host offers to its VMs; null where it cannot say. */
export interface Surroundings {
  networks: string[] | null;
  pools: string[] | null;
}

/** What to ask for them. What a host cannot say is not taken for "there is none". */
export const SURROUNDINGS = ['net-list --name', 'iface-list --all', 'pool-list --name'] as const;

/** The answers to SURROUNDINGS, in their order. */
export function surroundingsOf([networks, bridges, pools]: readonly VirshResult[]): Surroundings {
  return { networks: networksOf(bridges, networks), pools: pools?.isOk ? parseNames(pools.stdout) : null };
}

/** What changes rarely. */
export async function readSurroundings(
  virsh: Virsh,
  host: LibvirtHost,
): Promise<Surroundings & { capabilities: HostCapabilities | null }> {
  const { results } = await runScript(virsh, host, ['capabilities', ...SURROUNDINGS]);
  const [capabilities, ...others] = results;
  return {
    capabilities: capabilities?.isOk ? parseCapabilities(capabilities.stdout) : null,
    ...surroundingsOf(others),
  };
}

/** Bridges and libvirt's networks together; null unless both are known. A host without a network driver has none. */
function networksOf(bridges: VirshResult | undefined, networks: VirshResult | undefined): string[] | null {
  if (!bridges?.isOk || networks === undefined) return null;
  const hasNone = /not supported by the connection driver/.test(networks.stderr);
  if (!networks.isOk && !hasNone) return null;
  const named = networks.isOk ? parseNames(networks.stdout) : [];
  const interfaces = parseNames(bridges.stdout).filter((name) => name !== 'lo');
  return [...new Set([...interfaces, ...named])].sort();
}
