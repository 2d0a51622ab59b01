import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type HostCapabilities, parseCapabilities } from './definition/capabilities.ts';
import { type PoolShape, parsePool } from './pools.ts';
import { runScript } from './script.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseNames } from './wire.ts';

/** The networks and pools that a host offers to its VMs; null if it does not report them. */
export interface Surroundings {
  networks: string[] | null;
  pools: string[] | null;
}

/** The same, with data that rarely changes: the capabilities of the host, and its pools in full. */
export interface WideSurroundings extends Surroundings {
  capabilities: HostCapabilities | null;
  poolShapes: PoolShape[] | null;
}

/** The commands for these. A list that a host does not report is unknown, not empty. */
export const SURROUNDINGS = ['net-list --name', 'iface-list --all', 'pool-list --name'] as const;

/** The answers to SURROUNDINGS, in order. */
export function surroundingsOf([networks, bridges, pools]: readonly VirshResult[]): Surroundings {
  return { networks: networksOf(bridges, networks), pools: pools?.isOk ? parseNames(pools.stdout) : null };
}

/** Reads all of it, including the data that rarely changes. */
export async function readSurroundings(virsh: Virsh, host: LibvirtHost): Promise<WideSurroundings> {
  const questions = ['capabilities', 'pool-list --uuid', ...SURROUNDINGS];
  const { results } = await runScript(virsh, host, questions);
  const [capabilities, pools, ...others] = results;
  return {
    capabilities: capabilities?.isOk ? parseCapabilities(capabilities.stdout) : null,
    poolShapes: await readPoolShapes(virsh, host, pools),
    ...surroundingsOf(others),
  };
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Each active pool in full, from the answer to `pool-list --uuid`. Pools are identified by UUID. */
export async function readPoolShapes(
  virsh: Virsh,
  host: LibvirtHost,
  list: VirshResult | undefined,
): Promise<PoolShape[] | null> {
  if (!list?.isOk) return null;
  const uuids = [...new Set(list.stdout.match(UUID) ?? [])];
  if (uuids.length === 0) return [];
  const commands = uuids.map((uuid) => `pool-dumpxml --pool ${uuid}`);
  const { sections } = await runScript(virsh, host, commands);
  return sections.map(parsePool).filter((pool) => pool !== null);
}

/** Bridges and libvirt networks together; null unless both are known. A host without a network driver has no networks. */
function networksOf(bridges: VirshResult | undefined, networks: VirshResult | undefined): string[] | null {
  if (!bridges?.isOk || networks === undefined) return null;
  const hasNone = /not supported by the connection driver/.test(networks.stderr);
  if (!networks.isOk && !hasNone) return null;
  const named = networks.isOk ? parseNames(networks.stdout) : [];
  const interfaces = parseNames(bridges.stdout).filter((name) => name !== 'lo');
  return [...new Set([...interfaces, ...named])].sort();
}
