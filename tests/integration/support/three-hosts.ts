import type { Database } from '../../../lib/db/client.ts';
import { makeObservedCluster } from './observed-cluster.ts';
import { simulatedHost, simulatedVm } from './simulated-cluster.ts';

/** A cluster of h1, h2 and h3: two VMs that run on h1, a stopped one there, and one on h2. */
export const makeThreeHosts = (db: Database) =>
  makeObservedCluster(db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [
      ...['a', 'b'].map((name) => simulatedVm(name, 'h1')),
      simulatedVm('off', 'h1', { state: 'stopped' as const }),
      simulatedVm('other', 'h2'),
    ],
  });
