import { type FixedConstraint, refuse } from './constraint.ts';

/** Only a host that is online takes VMs; draining, maintenance and offline hosts do not. */
export const hostOnline: FixedConstraint = (cluster, _vm, host) =>
  cluster.isOnline[host] ? null : refuse('host-not-online', { state: cluster.hosts[host].state });
