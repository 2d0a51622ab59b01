import { DriverError, type DriverErrorCode } from '../../model/errors.ts';
import type { ConnectionCheck } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, isOnline, readCluster } from './cluster.ts';
import type { ProxmoxHost } from './config.ts';
import type { NodeFactsReader } from './node-facts.ts';
import { Permissions, read } from './wire.ts';

/** What Ballast needs to be allowed, by Proxmox VE's own names, and where. */
const NEEDED: readonly (readonly [path: string, privilege: string])[] = [
  ['/', 'Sys.Audit'],
  ['/nodes', 'Sys.Audit'],
  ['/vms', 'VM.Audit'],
  ['/vms', 'VM.Migrate'],
  ['/storage', 'Datastore.Audit'],
];

/**
 * Whether the cluster reaches each node, whether each address answers with a certificate that is accepted, and what the token may
 * not do. Nothing is moved. The way between two nodes is the cluster's own: it works while both belong to its majority.
 */
export async function testConnections(
  pve: Pve,
  facts: NodeFactsReader,
  hosts: readonly ProxmoxHost[],
): Promise<ConnectionCheck[]> {
  const cluster = await readCluster(pve);
  const missing = await missingPrivileges(pve);
  const silent = await silentAddresses(pve, cluster);
  const own = await Promise.all(hosts.map((host) => checkOfHost({ host, cluster, missing, silent, facts })));
  const pairs = hosts.flatMap((source) =>
    hosts.filter((other) => other !== source).map((other) => checkOfPair(source, other, cluster)),
  );
  return [...own, ...pairs];
}

/** The needed privileges that the token lacks, such as `VM.Migrate on /vms`. */
async function missingPrivileges(pve: Pve): Promise<string[]> {
  const granted = read(Permissions, await pve.get('/access/permissions'), '/access/permissions');
  const has = (path: string, privilege: string): boolean =>
    granted[path]?.[privilege] !== undefined || (path !== '/' && granted['/']?.[privilege] === true);
  return NEEDED.filter(([path, privilege]) => !has(path, privilege)).map(
    ([path, privilege]) => `${privilege} on ${path}`,
  );
}

/** The addresses that do not answer as they should, by the node that each of them names or has as its IP address. */
async function silentAddresses(pve: Pve, { nodes }: ClusterNow): Promise<Map<string, DriverError>> {
  const silent = new Map<string, DriverError>();
  for (const { host, error } of await pve.askEach('/version')) {
    if (!(error instanceof DriverError)) continue;
    const { hostname } = new URL(`https://${host}`);
    const ofAddress = [...nodes].find(
      ([name, { ip }]) => name === hostname.split('.')[0] || ip === hostname.replace(/^\[|\]$/g, ''),
    );
    const [first] = nodes.keys();
    silent.set(ofAddress?.[0] ?? first ?? host, error);
  }
  return silent;
}

interface HostQuestion {
  host: ProxmoxHost;
  cluster: ClusterNow;
  missing: readonly string[];
  silent: ReadonlyMap<string, DriverError>;
  facts: NodeFactsReader;
}

async function checkOfHost({
  host,
  cluster,
  missing,
  silent,
  facts,
}: HostQuestion): Promise<ConnectionCheck> {
  const { hostId, uri } = host;
  const failed = (code: DriverErrorCode, message: string): ConnectionCheck => ({
    hostId,
    toHostId: null,
    ok: false,
    version: null,
    code,
    message,
  });
  if (!isOnline(cluster, host)) return failed('host-unreachable', 'the cluster does not reach it');
  if (missing.length > 0) return failed('privilege-missing', missing.join(', '));
  const error = silent.get(uri);
  if (error !== undefined) return failed(error.code, error.message);
  try {
    const { version } = await facts.read(uri);
    return { hostId, toHostId: null, ok: true, version, code: null, message: null };
  } catch (failure) {
    if (failure instanceof DriverError) return failed(failure.code, failure.message);
    return failed('host-unreachable', String(failure));
  }
}

function checkOfPair(source: ProxmoxHost, destination: ProxmoxHost, cluster: ClusterNow): ConnectionCheck {
  const away = [source, destination].filter((host) => !isOnline(cluster, host));
  const ok = away.length === 0;
  return {
    hostId: source.hostId,
    toHostId: destination.hostId,
    ok,
    version: null,
    code: ok ? null : 'destination-unreachable',
    message: ok ? null : `the cluster does not reach ${away.map(({ name }) => name).join(', ')}`,
  };
}
