import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type { DiscoveredHost, HostReading, HypervisorDriver } from '../../model/ports.ts';
import { beforeAbort } from '../before-abort.ts';
import { unexpected } from './answer.ts';
import { readBalancer } from './balancer.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, isOnline, readCluster, readNodesInMaintenance } from './cluster.ts';
import type { ProxmoxClusterConfig, ProxmoxHost } from './config.ts';
import { createDefinitions } from './definitions.ts';
import type { DirtyRates } from './dirty-rates.ts';
import { notReached } from './explain.ts';
import { placementRules } from './ha-placement.ts';
import { type HaPlaces, readHaPlaces, togetherRules } from './ha-rules.ts';
import { observationOf, type Seen } from './map.ts';
import type { NodeFacts, NodeFactsReader } from './node-facts.ts';
import { isNodeSilent } from './refusal.ts';

interface Means {
  pve: Pve;
  config: ProxmoxClusterConfig;
  facts: NodeFactsReader;
  rates: DirtyRates;
  clock: Clock;
  hostOf(hostId: string): ProxmoxHost;
}

interface Observer {
  observeCluster: HypervisorDriver['observeCluster'];
  discoverHosts(): Promise<DiscoveredHost[]>;
}

/** Reads a cluster: its nodes and VMs each time, what changes rarely every ten minutes. */
export function createObserver({ pve, config, facts, rates, clock, hostOf }: Means): Observer {
  const definitions = createDefinitions(pve, clock);

  const readAll = async (): Promise<Seen & { places: HaPlaces }> => {
    const cluster = await readExpected(pve, config);
    const online = [...cluster.vms.values()].filter(({ node = '' }) => cluster.nodes.get(node)?.isOnline);
    const places = await readHaPlaces(pve);
    return {
      cluster,
      places,
      definitions: await definitions.read(online),
      together: togetherRules(places),
      inMaintenance: await readNodesInMaintenance(pve),
      written: await rates.collect(cluster.vms),
    };
  };
  const readingOf = async (seen: Seen, hostId: string): Promise<HostReading> => {
    const host = hostOf(hostId);
    if (!isOnline(seen.cluster, host)) return { hostId, error: notReached(host.name) };
    const found = await factsOf(host);
    if (found instanceof DriverError) return { hostId, error: found };
    return {
      hostId,
      observation: observationOf(seen, host.uri, found, { hostId, observedAt: clock.now() }),
    };
  };
  const factsOf = async ({ name, uri }: ProxmoxHost): Promise<NodeFacts | DriverError> => {
    try {
      return await facts.read(uri);
    } catch (error) {
      return isNodeSilent(error) ? notReached(name) : unexpected(name, error);
    }
  };
  const observe = async (hostIds: readonly string[]) => {
    const seen = await readAll();
    return {
      hosts: await Promise.all(hostIds.map((hostId) => readingOf(seen, hostId))),
      balancer: await readBalancer(pve, seen.cluster),
      rules: placementRules(seen.places, usableNodes(seen)),
      discovered: discoveredIn(seen.cluster),
    };
  };
  return {
    observeCluster: async (hostIds, { until } = {}) => {
      try {
        const observed = await beforeAbort(observe(hostIds), until);
        if (observed !== null) return observed;
        const message = `${pve.host} has not answered in time`;
        throw new DriverError('host-unreachable', message, { host: pve.host });
      } catch (error) {
        const failure = unexpected(pve.host, error);
        return { hosts: hostIds.map((hostId) => ({ hostId, error: failure })) };
      }
    },
    discoverHosts: async () => discoveredIn(await readExpected(pve, config)),
  };
}

/** Throws `bad-config` if the addresses have come to belong to another cluster, whose VMs have the same numbers. */
async function readExpected(pve: Pve, config: ProxmoxClusterConfig): Promise<ClusterNow> {
  const cluster = await readCluster(pve);
  if (cluster.name === config.cluster) return cluster;
  const detail = `${pve.host} belongs to ${cluster.name}, not to ${config.cluster}`;
  throw new DriverError('bad-config', detail, { host: pve.host, detail });
}

/** The nodes on which the HA manager places VMs. */
const usableNodes = ({ cluster, inMaintenance }: Seen): Set<string> =>
  new Set(
    [...cluster.nodes].flatMap(([name, { isOnline }]) => (isOnline && !inMaintenance.has(name) ? name : [])),
  );

const discoveredIn = ({ nodes }: ClusterNow): DiscoveredHost[] =>
  [...nodes.keys()].map((name) => ({ name, uri: name, peerUri: null, migrationAddress: null }));
