import type { HostSign } from '../../model/host-sign.ts';
import { text } from '../xml.ts';
import type { Vim } from './client.ts';
import { readObject, textOf } from './properties.ts';

const PATHS = ['runtime.connectionState', 'runtime.powerState', 'runtime.dasHostState'];

/** vSphere HA finds out by its agents on the other hosts and by heartbeats on datastores (ClusterDasFdmHostState). */
const HA_SAYS: Readonly<Record<string, HostSign['says']>> = {
  hostDown: 'silent',
  connectedToMaster: 'runs',
  master: 'runs',
  election: 'runs',
  networkIsolated: 'runs',
  networkPartitionedFromMaster: 'runs',
};

const POWERED_OFF: ReadonlySet<string | null> = new Set(['poweredOff', 'standBy']);

/** The word of vCenter about a host, and that of vSphere HA where it is on. */
export async function readSigns(
  vim: Vim,
  manager: string,
  host: { name: string; uri: string },
): Promise<HostSign[]> {
  const seen = await readObject(vim, { type: 'HostSystem', value: host.uri }, PATHS);
  const connection = textOf(seen, 'runtime.connectionState');
  const power = textOf(seen, 'runtime.powerState');
  const ha = text(seen.get('runtime.dasHostState') ?? null, 'state');
  const own = { source: 'manager' as const, by: manager, mark: null, writtenAt: null };
  const detail = [connection, power].filter((word) => word !== null).join(', ');
  return [
    { ...own, says: managerSays(connection, power), detail },
    ...(ha === null ? [] : [{ ...own, by: 'vSphere HA', says: HA_SAYS[ha] ?? 'nothing', detail: ha }]),
  ];
}

function managerSays(connection: string | null, power: string | null): HostSign['says'] {
  if (POWERED_OFF.has(power)) return 'off';
  if (connection === 'connected') return 'runs';
  return connection === 'notResponding' ? 'silent' : 'nothing'; // disconnected: somebody chose that
}
