import type { Database } from '../../../lib/db/client.ts';
import { createCommandLog } from '../../../lib/db/command-log.ts';
import { toJson } from '../../../lib/db/to-json.ts';
import { openWorld, type WorldClient } from '../../../lib/drivers/simulator/client.ts';
import { SimulatorConfig, type SimulatorConfigInput } from '../../../lib/drivers/simulator/config.ts';
import { createSimulatorDriver } from '../../../lib/drivers/simulator/index.ts';
import type { Clock } from '../../../lib/model/clock.ts';
import type { PolicyPatch } from '../../../lib/model/policy.ts';
import type { CommandLog, HypervisorDriver } from '../../../lib/model/ports.ts';
import { present } from '../../../lib/model/present.ts';

let clusters = 0;

export const simulatedHost = (name: string, more: object = {}) => ({
  name,
  cpuCores: 8,
  coreMhz: 2500,
  memoryMiB: 65_536,
  cpuModel: 'EPYC-Milan',
  ...more,
});

export const simulatedVm = (name: string, on: string, more: object = {}) => ({
  name,
  host: on,
  vcpus: 2,
  memoryMiB: 4096,
  load: { base: 0.5, noise: 0 },
  dirtyMiBps: 5,
  workingSetMiB: 128,
  ...more,
});

export type SimulatedWorld = Pick<
  SimulatorConfigInput,
  'hosts' | 'vms' | 'surges' | 'anchorHour' | 'hypervisorMemoryMiB'
> & {
  speed?: number;
};

/** Stores a separate simulated cluster for one test, and returns a function that opens its driver under any clock (with
 * a log of its own: a hypervisor that remembers apart from the database). */
export async function storeSimulatedCluster(
  db: Database,
  world: SimulatedWorld,
  anchor: Date,
  { policy = {}, ...more }: { policy?: PolicyPatch; intervalSeconds?: number } = {},
) {
  const name = `world-${++clusters}`;
  const config = { cluster: name, seed: 5, anchor: anchor.toISOString(), ...world };
  const parsed = SimulatorConfig.parse(config);
  const cluster = await db.cluster.create({
    data: {
      name,
      driver: 'simulator',
      ...toJson('cluster', { driverConfig: config }),
      ...more,
      // sums of memory that are easy to read, and hosts without a reserve for the same reason
      policy: { create: { scope: 'cluster', patch: { vmOverheadMiB: 0, ...policy } } },
      hosts: {
        create: parsed.hosts.map((host) => ({
          name: host.name,
          uri: `simulator://${name}/${host.name}`,
          policy: { create: { scope: 'host', patch: { reserveCores: 0, reserveMemoryMiB: 0 } } },
        })),
      },
    },
    include: { hosts: true },
  });
  const hosts = cluster.hosts.map((host) => ({
    hostId: host.id,
    name: host.name,
    uri: host.uri,
    peerUri: null,
    migrationAddress: null,
  }));
  const store = createCommandLog(db, cluster.id);
  const openDriver = (clock: Clock, log: CommandLog = store): HypervisorDriver =>
    createSimulatorDriver({ config: parsed, hosts, log, clock });
  /** The simulated world itself, past every driver. */
  const openTruth = (clock: Clock): WorldClient => openWorld({ config: parsed, hosts, log: store, clock });
  const hostId = (hostName: string): string =>
    present(hosts.find((each) => each.name === hostName)?.hostId, 'host');
  return { cluster, store, openDriver, openTruth, hostId };
}
