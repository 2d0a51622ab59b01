import type { DriverErrorCode } from '../../model/errors.ts';
import type { ConnectionCheck } from '../../model/ports.ts';
import { children, text } from '../xml.ts';
import type { Vim } from './client.ts';
import type { VsphereHost } from './config.ts';
import { isConnected } from './map.ts';
import { readHosts } from './placement.ts';
import { type Properties, textOf } from './properties.ts';
import { element, type Ref, reference, returned } from './soap.ts';

/** What Ballast needs to be allowed on the cluster, besides reading: by vCenter's own names. */
const NEEDED_PRIVILEGES = [
  'Resource.HotMigrate', // Migrate powered on virtual machine
  'Resource.ColdMigrate', // Migrate powered off virtual machine
  'Resource.AssignVMToPool', // Assign virtual machine to resource pool
  'Host.Config.Maintenance', // Maintenance
] as const;

/**
 * Whether vCenter reaches each host, whether the user may migrate there, and whether the hosts can send VMs to each other by
 * vMotion. Nothing is moved. What vCenter knows only of one VM is found by the check before its move.
 */
export async function testConnections(
  vim: Vim,
  cluster: Ref,
  hosts: readonly VsphereHost[],
): Promise<ConnectionCheck[]> {
  const { version } = await vim.session();
  const missing = await missingPrivileges(vim, cluster);
  const seen = await readHosts(vim, hosts);
  const own = hosts.map((host) => checkOfHost(host, seen.get(host.uri), version, missing));
  const pairs = hosts.flatMap((source) =>
    hosts
      .filter((destination) => destination !== source)
      .map((destination) => checkOfPair(source, destination, seen)),
  );
  return [...own, ...pairs];
}

/** The needed privileges that the user lacks on the cluster. */
async function missingPrivileges(vim: Vim, cluster: Ref): Promise<string[]> {
  const { key } = await vim.session();
  const args =
    reference('entity', cluster) +
    element('sessionId', key) +
    NEEDED_PRIVILEGES.map((privilege) => element('privId', privilege)).join('');
  const found = returned(await vim.call('HasPrivilegeOnEntities', 'authorizationManager', args));
  const granted = children(found, 'privAvailability')
    .filter((each) => text(each, 'isGranted') === 'true')
    .map((each) => text(each, 'privId'));
  return NEEDED_PRIVILEGES.filter((privilege) => !granted.includes(privilege));
}

function checkOfHost(
  host: VsphereHost,
  seen: Properties | undefined,
  version: string,
  missing: readonly string[],
): ConnectionCheck {
  const failed = (code: DriverErrorCode, message: string): ConnectionCheck => ({
    hostId: host.hostId,
    toHostId: null,
    ok: false,
    version,
    code,
    message,
  });
  if (seen === undefined || !isConnected(seen))
    return failed('host-unreachable', 'vCenter does not reach it');
  if (missing.length > 0) return failed('privilege-missing', missing.join(', '));
  return { hostId: host.hostId, toHostId: null, ok: true, version, code: null, message: null };
}

function checkOfPair(
  source: VsphereHost,
  destination: VsphereHost,
  seen: ReadonlyMap<string, Properties>,
): ConnectionCheck {
  const without = [source, destination].filter(({ uri }) => {
    const properties = seen.get(uri);
    return (
      !properties ||
      !isConnected(properties) ||
      textOf(properties, 'summary.config.vmotionEnabled') !== 'true'
    );
  });
  const ok = without.length === 0;
  return {
    hostId: source.hostId,
    toHostId: destination.hostId,
    ok,
    version: null,
    code: ok ? null : 'destination-unreachable',
    message: ok ? null : `vMotion is not available on ${without.map(({ name }) => name).join(', ')}`,
  };
}
