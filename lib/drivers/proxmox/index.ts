import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type { HostAddress, HypervisorDriver } from '../../model/ports.ts';
import { parseManagerHosts } from '../endpoint/manager-hosts.ts';
import { inspectByChecks } from '../inspect-by-checks.ts';
import { noMaintenance } from '../no-maintenance.ts';
import { proxmoxAbilities } from './abilities.ts';
import { unexpected } from './answer.ts';
import { createPve } from './client.ts';
import { type ProxmoxClusterConfig, type ProxmoxEndpoint, ProxmoxHostConfig, vmidOf } from './config.ts';
import { testConnections } from './connections.ts';
import { createDirtyRates } from './dirty-rates.ts';
import { createMigrations } from './migrations.ts';
import { createNodeFacts } from './node-facts.ts';
import { createObserver } from './observe.ts';
import { locateVm } from './placement.ts';
import { readSigns } from './signs.ts';

export interface ProxmoxOptions {
  endpoint: ProxmoxEndpoint;
  config: ProxmoxClusterConfig;
  hosts: readonly HostAddress[];
  clock: Clock;
}

/**
 * A driver for one cluster of Proxmox VE (see docs/proxmox.md). Throws `bad-config` for an invalid host. The nodes
 * carry migrations out themselves: they continue when this driver, or all of Ballast, ends.
 */
export function createProxmoxDriver({
  endpoint,
  config,
  hosts: addresses,
  clock,
}: ProxmoxOptions): HypervisorDriver {
  const pve = createPve(endpoint);
  const hosts = parseManagerHosts(ProxmoxHostConfig, addresses);
  /** Errors of Proxmox VE are DriverErrors for every caller. */
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw unexpected(pve.host, error);
    }
  };
  const facts = createNodeFacts(pve, clock);
  const rates = createDirtyRates(pve, clock);
  const { observeCluster, discoverHosts } = createObserver({
    pve,
    config,
    facts,
    rates,
    clock,
    hostOf: hosts.of,
  });
  const migrations = createMigrations({ pve, facts, hostOf: hosts.of, clock });
  const testAll = () => asking(() => testConnections(pve, facts, hosts.all));
  const checkMigration: HypervisorDriver['checkMigration'] = (order) => asking(() => migrations.check(order));
  const refuse = (what: string): never => {
    throw new DriverError('unsupported', `Proxmox VE has no ${what}`, { host: pve.host, detail: what });
  };

  return {
    kind: 'proxmox',
    abilities: proxmoxAbilities,
    discoverHosts: () => asking(discoverHosts),
    observeHost: async (hostId) => {
      hosts.of(hostId);
      const [reading] = (await observeCluster([hostId])).hosts;
      if (reading !== undefined && 'observation' in reading) return reading.observation;
      throw reading?.error ?? unexpected(pve.host, 'no reading');
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
    measureDirtyRates: async (hostId, vmUuids, seconds) => {
      const { uri } = hosts.of(hostId);
      await asking(() => rates.begin(uri, vmUuids, seconds));
    },
    locateVm: async (vmUuid, hostIds) => {
      vmidOf(vmUuid);
      const asked = hostIds.map(hosts.of);
      try {
        return await locateVm(pve, vmUuid, asked);
      } catch {
        return hostIds.map((hostId) => ({ hostId, state: 'unreachable' }));
      }
    },
    ...noMaintenance('the API of Proxmox VE'),
    readAutostart: async () => false,
    setAutostart: async () => refuse('autostart of a single host: the setting follows the VM'),
    startStep: async () => refuse('shell of a node'),
    readStep: async () => refuse('shell of a node'),
    readBootId: async () => refuse('shell of a node'),
    orderPower: async () => refuse('order of Ballast that starts, stops or saves a VM'),
    readPower: async (hostId, vmUuid) => {
      const host = hosts.of(hostId);
      const [place] = await locateVm(pve, vmUuid, [host]).catch(() => []);
      return { state: place?.state ?? 'unreachable', isSaved: false };
    },
    readSigns: async (hostId) => readSigns(pve, hosts.of(hostId)).catch(() => []),
    restartVm: async () => refuse('restart by Ballast: its HA manager starts the VMs of a dead node'),
    removeCopy: async () => refuse('copy that a restart leaves behind'),
    watch: () => () => undefined, // an observation finds every change
    close: async () => pve.close(),
  };
}
