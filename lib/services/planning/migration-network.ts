import { descriptorOf } from '../../drivers/registry.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import type { MigrationNetworkView, MigrationNetworkWarning } from '../../model/migration-network.ts';

interface HostOnNetwork {
  name: string;
  uri: string;
  migrationAddress: string | null;
  migrationMbps: number | null;
  enteredMigrationMbps: number | null;
}

/** A host's migration network, for a page. */
export function viewMigrationNetwork(
  host: HostOnNetwork & { migrationNetwork: string | null },
  driver: DriverKind,
): MigrationNetworkView {
  return {
    name: host.migrationNetwork,
    enteredMbps: host.enteredMigrationMbps,
    observedMbps: host.migrationMbps,
    mbps: migrationMbpsOf(host),
    warnings: warnOfMigrationNetwork(host, driver),
  };
}

/** Below this speed a migration takes so long that busy VMs do not converge. */
const SLOW_MBPS = 1000;

/** Mbit/s of a host's migrations: an entered value overrides an observed one. Null: unknown. */
export function migrationMbpsOf(
  host: Pick<HostOnNetwork, 'migrationMbps' | 'enteredMigrationMbps'>,
): number | null {
  return host.enteredMigrationMbps ?? host.migrationMbps;
}

/** Why migrations of this host may disturb others or be slow. */
export function warnOfMigrationNetwork(host: HostOnNetwork, driver: DriverKind): MigrationNetworkWarning[] {
  const mbps = migrationMbpsOf(host);
  const isShared = descriptorOf(driver).sharesNetwork(host);
  const facts = { host: host.name };
  return [
    ...(isShared ? [{ code: 'migration-network-shared', facts } as const] : []),
    ...(mbps !== null && mbps < SLOW_MBPS
      ? [{ code: 'migration-network-slow', facts: { ...facts, mbps } } as const]
      : []),
  ];
}
