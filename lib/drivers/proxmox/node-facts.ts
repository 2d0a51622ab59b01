import type { Clock } from '../../model/clock.ts';
import { sortedSet } from '../xml.ts';
import type { Pve } from './client.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { Interfaces, NodeStatus, Nodes, read } from './wire.ts';

const FRESH_MS = 10 * 60_000;

/** What changes rarely at a node. */
export interface NodeFacts {
  cpuCores: number;
  coreMhz: number; // 0: not reported
  cpuModel: string | null;
  cpuFeatures: string[];
  memoryMiB: number;
  version: string;
  networks: string[] | null; // null: the token may not see them
}

export interface NodeFactsReader {
  /** Throws ProxmoxRefusal, 595 if the node does not answer, or DriverError. */
  read(node: string): Promise<NodeFacts>;
}

/** Reads the hardware, version and bridges of nodes every ten minutes, and learns the certificates of the others from the cluster. */
export function createNodeFacts(pve: Pve, clock: Clock): NodeFactsReader {
  const known = new Map<string, { facts: NodeFacts; readAt: number }>();
  let learnedAt: number | null = null;

  const learn = async (now: number): Promise<void> => {
    if (learnedAt !== null && now - learnedAt < FRESH_MS) return;
    learnedAt = now;
    const nodes = read(Nodes, await pve.get('/nodes'), '/nodes');
    pve.trust(nodes.flatMap(({ ssl_fingerprint }) => ssl_fingerprint ?? []));
  };
  return {
    read: async (node) => {
      const now = clock.now().getTime();
      const before = known.get(node);
      if (before !== undefined && now - before.readAt < FRESH_MS) return before.facts;
      await learn(now);
      const facts = await readFacts(pve, node);
      known.set(node, { facts, readAt: now });
      return facts;
    },
  };
}

async function readFacts(pve: Pve, node: string): Promise<NodeFacts> {
  const path = `/nodes/${node}/status`;
  const { pveversion, cpuinfo, memory } = read(NodeStatus, await pve.get(path), path);
  return {
    cpuCores: cpuinfo.cpus,
    coreMhz: cpuinfo.mhz ?? mhzIn(cpuinfo.model ?? ''),
    cpuModel: cpuinfo.model ?? null,
    cpuFeatures: sortedSet((cpuinfo.flags ?? '').split(/\s+/).map((flag) => flag || null)),
    memoryMiB: memory.total / 2 ** 20,
    version: pveversion.replace(/^pve-manager\/([^/]+).*$/, 'Proxmox VE $1'),
    networks: await readNetworks(pve, node),
  };
}

/** Bridges, and the virtual networks of SDN. */
async function readNetworks(pve: Pve, node: string): Promise<string[] | null> {
  const path = `/nodes/${node}/network`;
  try {
    const found = read(Interfaces, await pve.get(path, { type: 'any_bridge' }), path);
    return sortedSet(found.map(({ iface }) => iface));
  } catch (error) {
    if (error instanceof ProxmoxRefusal) return null;
    throw error;
  }
}

/** `AMD EPYC 7302 16-Core Processor @ 3.00GHz` */
function mhzIn(model: string): number {
  const ghz = /@\s*([\d.]+)\s*GHz/i.exec(model)?.[1];
  return ghz === undefined ? 0 : Number(ghz) * 1000;
}
