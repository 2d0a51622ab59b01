import type { Facts } from './errors.ts';

/** What is not well about the way on which a host's migrations go. */
export interface MigrationNetworkWarning {
  code: 'migration-network-shared' | 'migration-network-slow';
  facts: Facts; // host; of a slow one also mbps
}

/** What is known of the way on which a host's migrations go, for a page. */
export interface MigrationNetworkView {
  name: string | null; // of the network, as people call it
  enteredMbps: number | null;
  observedMbps: number | null;
  mbps: number | null; // what counts of both
  warnings: MigrationNetworkWarning[];
}
