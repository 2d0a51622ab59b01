import { clusterPolicy } from '../../db/policies.ts';
import { figures, hostLoads } from '../../engine/figures.ts';
import { clockOf, connectionNow } from '../../model/cluster-clock.ts';
import { MAX_NAMES_SEEN, type SeenCluster } from '../../model/evaluation.ts';
import { type HostAlarm, keepsOutOfDecisions } from '../../model/host-alarm.ts';
import { isOverloaded } from '../../model/overload.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';

/** Its sizes are uncertain, or its counters have stopped: what it reports is not of now. */
const isOfBadData = (alarm: HostAlarm): boolean =>
  keepsOutOfDecisions([alarm]) || alarm.code === 'counters-stuck';

/**
 * The active hosts of which it is not known how they are now: they do not answer, which says nothing of their VMs, or their
 * data is not recent or not believed.
 */
export function unknownHosts(cluster: ClusterState, now: Date): ClusterState['hosts'] {
  const clock = clockOf(cluster, now);
  return cluster.hosts.filter(
    (host) =>
      host.mode === 'active' && (connectionNow(host, clock) !== 'up' || host.alarms.some(isOfBadData)),
  );
}

/** What an evaluation at the time `now` sees of a cluster. `snapshot`: the cluster then, as it is measured. */
export function seeCluster(cluster: ClusterState, snapshot: Snapshot, now: Date): SeenCluster {
  const policy = clusterPolicy(cluster).values;
  const names = new Map(cluster.hosts.map((host) => [host.id, host.name]));
  const isOnline = new Set(snapshot.hosts.flatMap((host) => (host.state === 'online' ? host.id : [])));
  const overloaded = hostLoads(snapshot)
    .filter((load) => isOnline.has(load.hostId) && isOverloaded(load, policy))
    .map(({ hostId }) => names.get(hostId) ?? hostId);
  const unknown = unknownHosts(cluster, now).map(({ name }) => name);
  return {
    hosts: cluster.hosts.length,
    online: isOnline.size,
    overloaded: overloaded.length,
    overloadedNames: overloaded.slice(0, MAX_NAMES_SEEN),
    unknown: unknown.length,
    unknownNames: unknown.slice(0, MAX_NAMES_SEEN),
    spread: figures(snapshot, policy).spread,
  };
}
