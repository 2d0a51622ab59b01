import type { HostSign } from '../../model/host-sign.ts';
import type { Pve } from './client.ts';
import { isOnline, readCluster } from './cluster.ts';
import type { ProxmoxHost } from './config.ts';
import { HaStatus, read } from './wire.ts';

const HA_PATH = '/cluster/ha/status/current';
/** What the HA manager writes of a node whose agent has stopped to renew its lock. */
const AGENT_SILENT = /old timestamp|dead\?/i;

/** What the majority of the cluster says of a node, and its HA manager where it is on. */
export async function readSigns(pve: Pve, host: ProxmoxHost): Promise<HostSign[]> {
  const own = { source: 'manager' as const, mark: null, writtenAt: null };
  const says = isOnline(await readCluster(pve), host) ? 'runs' : 'silent';
  const members: HostSign = { ...own, by: pve.host, says, detail: says === 'runs' ? 'online' : 'offline' };
  const agents = read(HaStatus, await pve.get(HA_PATH), HA_PATH);
  const agent = agents.find(({ type, node }) => type === 'lrm' && node === host.uri);
  if (agent === undefined) return [members];
  const isSilent = AGENT_SILENT.test(agent.status);
  return [members, { ...own, by: 'HA', says: isSilent ? 'silent' : 'nothing', detail: agent.status }];
}
