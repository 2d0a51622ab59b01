import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type HostCapabilities, parseCapabilities } from './domain-xml.ts';
import { parseNames } from './wire.ts';

/** What a host offers to its VMs; null where it cannot say. */
export interface Surroundings {
  capabilities: HostCapabilities | null;
  networks: string[] | null;
  pools: string[] | null;
}

/** What changes rarely. Each is asked by itself, so that what a host cannot say is not taken for "there is none". */
export async function readSurroundings(virsh: Virsh, host: LibvirtHost): Promise<Surroundings> {
  const ask = (command: string) => virsh.run(host.uri, [command]);
  const [capabilities, networks, bridges, pools] = await Promise.all(
    ['capabilities', 'net-list --name', 'iface-list --all', 'pool-list --name'].map(ask),
  );
  return {
    capabilities: capabilities?.isOk ? parseCapabilities(capabilities.stdout) : null,
    networks: networksOf(bridges, networks),
    pools: pools?.isOk ? parseNames(pools.stdout) : null,
  };
}

type Answer = Awaited<ReturnType<Virsh['run']>> | undefined;

/** Bridges and libvirt's networks together; null unless both are known. A host without a network driver has none. */
function networksOf(bridges: Answer, networks: Answer): string[] | null {
  if (!bridges?.isOk || networks === undefined) return null;
  const hasNone = /not supported by the connection driver/.test(networks.stderr);
  if (!networks.isOk && !hasNone) return null;
  const named = networks.isOk ? parseNames(networks.stdout) : [];
  const interfaces = parseNames(bridges.stdout).filter((name) => name !== 'lo');
  return [...new Set([...interfaces, ...named])].sort();
}
