import type { MigrationNetworkView, MigrationNetworkWarning } from '../../model/migration-network.ts';

interface HostOnNetwork {
  name: string;
  uri: string;
  migrationAddress: string | null;
  migrationMbps: number | null;
  enteredMigrationMbps: number | null;
}

/** What is known of a host's migration network, for a page. */
export function viewMigrationNetwork(
  host: HostOnNetwork & { migrationNetwork: string | null },
): MigrationNetworkView {
  return {
    name: host.migrationNetwork,
    enteredMbps: host.enteredMigrationMbps,
    observedMbps: host.migrationMbps,
    mbps: migrationMbpsOf(host),
    warnings: warnOfMigrationNetwork(host),
  };
}

/** Below this a migration takes so long that busy VMs do not come to an end. */
const SLOW_MBPS = 1000;

/** Mbit/s of a host's migrations: what people entered comes before what was observed. Null: nobody knows. */
export function migrationMbpsOf(
  host: Pick<HostOnNetwork, 'migrationMbps' | 'enteredMigrationMbps'>,
): number | null {
  return host.enteredMigrationMbps ?? host.migrationMbps;
}

/** Why migrations of this host may disturb others or be slow. A simulated host has no addresses, so shares none. */
export function warnOfMigrationNetwork(host: HostOnNetwork): MigrationNetworkWarning[] {
  const mbps = migrationMbpsOf(host);
  const isSimulated = host.uri.startsWith('simulator:');
  const isShared =
    !isSimulated && (host.migrationAddress === null || sameAddress(host.uri, host.migrationAddress));
  const facts = { host: host.name };
  return [
    ...(isShared ? [{ code: 'migration-network-shared', facts } as const] : []),
    ...(mbps !== null && mbps < SLOW_MBPS
      ? [{ code: 'migration-network-slow', facts: { ...facts, mbps } } as const]
      : []),
  ];
}

function sameAddress(uri: string, address: string): boolean {
  const host = hostPart(uri);
  return host !== '' && host === hostPart(address);
}

/** `kvm-01` of qemu+ssh://root@kvm-01:22/system and of tcp://kvm-01:49152; an address without a scheme is one already. */
function hostPart(address: string): string {
  const rest = address.replace(/^[a-z0-9+]+:\/\//i, '').split('/')[0] ?? '';
  const withPort = rest.split('@').at(-1) ?? '';
  const bracketed = /^\[([^\]]+)\]/.exec(withPort)?.[1];
  const isPlainIpv6 = withPort.split(':').length > 2;
  return (bracketed ?? (isPlainIpv6 ? withPort : (withPort.split(':')[0] ?? ''))).toLowerCase();
}
