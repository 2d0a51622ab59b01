import type { MigrationOrder } from '../../model/ports.ts';
import type { LibvirtHost } from './config.ts';

/**
 * The arguments of a move. A persistent VM is defined at the destination and undefined at the source, so that no
 * second definition stays behind. A transient one has no definition on either host.
 */
export function migrateArguments(
  order: MigrationOrder,
  destination: LibvirtHost,
  peerUri: string,
  isPersistent: boolean,
): string[] {
  const how = {
    live: [
      '--live',
      '--p2p',
      ...(order.mayThrottle ? ['--auto-converge'] : []),
      ...(order.mayPostCopy ? ['--postcopy'] : []),
    ],
    quick: ['--p2p'],
    offline: ['--offline', '--p2p'],
  }[order.kind];
  const cap = order.bandwidthMiBps;
  const hasMemory = order.kind !== 'offline';
  return [
    'migrate',
    ...how,
    ...(isPersistent ? ['--persistent', '--undefinesource'] : []),
    ...(cap !== null && hasMemory ? ['--bandwidth', String(Math.max(1, Math.round(cap)))] : []),
    ...(destination.migrateUri !== null && hasMemory ? ['--migrateuri', destination.migrateUri] : []),
    '--domain',
    order.vmUuid,
    '--desturi',
    peerUri,
  ];
}

/** Sets the target pause of a migration. */
export function downtimeCommand({ vmUuid, downtimeLimitMs }: MigrationOrder): string[] {
  const downtime = String(Math.max(1, Math.round(downtimeLimitMs)));
  return ['migrate-setmaxdowntime', '--domain', vmUuid, '--downtime', downtime];
}
