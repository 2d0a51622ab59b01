import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type { DiscoveredHost, HostAddress, HostReading, HypervisorDriver } from '../../model/ports.ts';
import { beforeAbort } from '../before-abort.ts';
import { parseManagerHosts } from '../endpoint/manager-hosts.ts';
import { inspectByChecks } from '../inspect-by-checks.ts';
import { vsphereAbilities } from './abilities.ts';
import { createVim, unexpected } from './client.ts';
import { assertUuid, type VsphereClusterConfig, type VsphereEndpoint, VsphereHostConfig } from './config.ts';
import { testConnections } from './connections.ts';
import { balancerOf, rulesOf } from './drs.ts';
import { createEvcReader } from './evc.ts';
import { createInventoryReader, type Inventory } from './inventory.ts';
import { createMaintenance } from './maintenance.ts';
import { hasVsan, isConnected, observationOf, type Seen } from './map.ts';
import { createMigrations } from './migrations.ts';
import { locateVm } from './placement.ts';
import { textOf } from './properties.ts';
import { createSampleReader } from './samples.ts';
import { readSigns } from './signs.ts';
import type { Ref } from './soap.ts';
import { createTagReader } from './tags.ts';
import { createVapi } from './vapi.ts';

export interface VsphereOptions {
  endpoint: VsphereEndpoint;
  config: VsphereClusterConfig;
  hosts: readonly HostAddress[];
  clock: Clock;
}

/**
 * A driver for one cluster of a vCenter (see docs/vsphere.md). Throws `bad-config` for an invalid host. vCenter
 * carries migrations out itself: they continue when this driver, or all of Ballast, ends.
 */
export function createVsphereDriver({
  endpoint,
  config,
  hosts: addresses,
  clock,
}: VsphereOptions): HypervisorDriver {
  const vim = createVim(endpoint);
  const manager = endpoint.address.host;
  const cluster: Ref = { type: 'ClusterComputeResource', value: config.cluster };
  const hosts = parseManagerHosts(VsphereHostConfig, addresses);
  const inventory = createInventoryReader(vim, cluster);
  const samples = config.figures === 'samples' ? createSampleReader(vim) : null;
  const evc = createEvcReader(vim);
  const vapi = createVapi(endpoint);
  const tags = createTagReader(vapi, clock);

  /** vCenter's own errors are DriverErrors for every caller. */
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw unexpected(manager, error);
    }
  };
  const readingOf = (seen: Seen, hostId: string): HostReading => {
    const { name, uri } = hosts.of(hostId);
    const host = seen.hosts.get(uri);
    if (host === undefined || !isConnected(host.current)) return { hostId, error: notReached(manager, name) };
    return { hostId, observation: observationOf(seen, host, { hostId, observedAt: clock.now() }) };
  };
  const readFigures = async (): Promise<Inventory> => {
    const seen = await inventory.read();
    return samples === null ? seen : samples.read(seen);
  };
  const observeCluster: HypervisorDriver['observeCluster'] = async (hostIds, { until } = {}) => {
    try {
      const read = await beforeAbort(Promise.all([readFigures(), tags.read(), evc.read()]), until);
      if (read === null) throw tooLate(manager);
      const seen: Seen = { ...read[0], tags: read[1], evc: read[2] };
      return {
        hosts: hostIds.map((hostId) => readingOf(seen, hostId)),
        balancer: balancerOf(seen.cluster, seen.uuidOf),
        rules: rulesOf(seen.cluster, seen.uuidOf),
        hasVsan: hasVsan(seen.cluster),
        discovered: discoveredIn(seen),
      };
    } catch (error) {
      const failure = unexpected(manager, error);
      return { hosts: hostIds.map((hostId) => ({ hostId, error: failure })) };
    }
  };
  const maintenance = createMaintenance(vim);
  const migrations = createMigrations({ vim, hostOf: hosts.of });
  const testAll = () => asking(() => testConnections(vim, cluster, hosts.all));
  const checkMigration: HypervisorDriver['checkMigration'] = (order) => asking(() => migrations.check(order));
  const refuse = (what: string): never => {
    throw new DriverError('unsupported', `vCenter has no ${what}`, { host: manager, detail: what });
  };

  return {
    kind: 'vsphere',
    abilities: vsphereAbilities,
    discoverHosts: () => asking(async () => discoveredIn(await inventory.read())),
    observeHost: async (hostId) => {
      hosts.of(hostId);
      const [reading] = (await observeCluster([hostId])).hosts;
      if (reading !== undefined && 'observation' in reading) return reading.observation;
      throw reading?.error ?? unexpected(manager, 'no reading');
    },
    observeCluster,
    testConnections: testAll,
    inspectCluster: (vms) =>
      inspectByChecks({ observeCluster, testConnections: testAll, checkMigration }, hosts.all, vms),
    startTestGuest: async () => refuse('guest of Ballast for tests'),
    removeTestGuest: async () => refuse('guest of Ballast for tests'),
    startMigration: (order) => asking(() => migrations.start(order)),
    readMigration: (ref) => asking(() => migrations.read(ref)),
    cancelMigration: (ref) => asking(() => migrations.cancel(ref)),
    checkMigration,
    forceCompletion: async () => refuse('way to force a migration to complete'),
    measureDirtyRates: async () => refuse('measurement of how fast a VM writes'),
    locateVm: async (vmUuid, hostIds) => {
      assertUuid(vmUuid);
      try {
        return await locateVm(vim, vmUuid, hostIds.map(hosts.of));
      } catch (error) {
        if (error instanceof DriverError && error.code === 'bad-config') throw error;
        return hostIds.map((hostId) => ({ hostId, state: 'unreachable' }));
      }
    },
    enterMaintenance: (hostId, { vsanData }) => asking(() => maintenance.enter(hosts.of(hostId), vsanData)),
    leaveMaintenance: (hostId) => asking(() => maintenance.leave(hosts.of(hostId))),
    readAutostart: async () => false,
    setAutostart: async () => refuse('autostart that follows a VM'),
    startStep: async () => refuse('shell of a host'),
    readStep: async () => refuse('shell of a host'),
    readBootId: async () => refuse('shell of a host'),
    orderPower: async () => refuse('order of Ballast that starts, stops or saves a VM'),
    readPower: async (hostId, vmUuid) => {
      const host = hosts.of(hostId);
      const [place] = await locateVm(vim, vmUuid, [host]).catch(() => []);
      return { state: place?.state ?? 'unreachable', isSaved: false };
    },
    readSigns: async (hostId) => {
      const host = hosts.of(hostId);
      return readSigns(vim, manager, host).catch(() => []);
    },
    restartVm: async () => refuse('restart by Ballast: vSphere HA starts the VMs of a dead host'),
    removeCopy: async () => refuse('copy that a restart leaves behind'),
    watch: () => () => undefined, // an observation finds every change
    close: async () => {
      await Promise.all([vim.close(), vapi.close()]);
    },
  };
}

const discoveredIn = ({ hosts }: Inventory): DiscoveredHost[] =>
  [...hosts.values()].map(({ id, followed }) => ({
    name: textOf(followed, 'name') ?? id,
    uri: id,
    peerUri: null,
    migrationAddress: null,
  }));

const tooLate = (manager: string): DriverError =>
  new DriverError('host-unreachable', `${manager} has not answered in time`, { host: manager });

const notReached = (manager: string, host: string): DriverError =>
  new DriverError('host-unreachable', `${manager} does not reach ${host}`, {
    host,
    detail: `${manager} does not reach it`,
  });
