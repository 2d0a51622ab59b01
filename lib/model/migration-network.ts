import type { Facts } from './errors.ts';

/** A problem of the network that a host's migrations use. */
export interface MigrationNetworkWarning {
  code: 'migration-network-shared' | 'migration-network-slow';
  facts: Facts; // host; of a slow one also mbps
}

/** The network that a host's migrations use, for a page. */
export interface MigrationNetworkView {
  name: string | null; // of the network, as entered
  enteredMbps: number | null;
  observedMbps: number | null;
  mbps: number | null; // what counts of both
  warnings: MigrationNetworkWarning[];
}
