import { createCommandLog } from '../../../lib/db/command-log.ts';
import { toJson } from '../../../lib/db/to-json.ts';
import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import { SimulatorConfig } from '../../../lib/drivers/simulator/config.ts';
import type { PolicyPatch } from '../../../lib/model/policy.ts';
import { present } from '../../../lib/model/present.ts';
import type { Context } from '../../../lib/services/context.ts';
import { editPolicy } from '../../../lib/services/policies/edit-policy.ts';
import { drawFaults, type Fault } from './faults.ts';

/** Demand of all VMs on a host, as a share of its cores. */
const SURGE_LEVEL = 0.95;
/** A VM that is busy every half hour for a few minutes. */
const FLAPPING = { base: 0.1, burst: { perDay: 48, minutes: 6, level: 0.9 } };

interface Wanted {
  hosts: number;
  vms: number;
  seed: number;
  days: number;
  intervalSeconds: number;
  policy: PolicyPatch;
}

/**
 * Stores the product's own simulated data centre of this size as one cluster, with the surges of the faults and a VM whose
 * load flaps instead of its random surges, so that whatever happens to it is known.
 */
export async function storeCentre(ctx: Context, { hosts, vms, seed, days, intervalSeconds, policy }: Wanted) {
  const { db } = ctx;
  await seedDataCentre({ ctx, input: { size: { hosts, vms, clusters: 1, seed } } });
  const cluster = await db.cluster.findFirstOrThrow({ include: { hosts: true } });
  const config = SimulatorConfig.parse(cluster.driverConfig);
  const from = ctx.clock.now().getTime();
  const faults = drawFaults({ seed, from, days, hosts: config.hosts.map(({ name }) => name) });
  const flapping = config.vms.findIndex(({ name }) => name.startsWith('test-'));
  const driverConfig = {
    ...config,
    randomSurges: null,
    surges: faults.map(toSurge),
    vms: config.vms.map((vm, index) => (index === flapping ? { ...vm, load: FLAPPING } : vm)),
  };
  await db.cluster.update({
    where: { id: cluster.id },
    data: { intervalSeconds, ...toJson('cluster', { driverConfig }) },
  });
  const stored = await db.policy.findUnique({ where: { clusterId: cluster.id }, select: { version: true } });
  const input = { scope: 'cluster', clusterId: cluster.id, version: stored?.version ?? 0, change: policy };
  await editPolicy({ ctx, input });
  const ids = new Map(cluster.hosts.map(({ id, name }) => [name, id]));
  return {
    clusterId: cluster.id,
    faults,
    config: SimulatorConfig.parse(driverConfig),
    hostId: (name: string): string => present(ids.get(name), name),
    addresses: cluster.hosts.map((host) => ({
      hostId: host.id,
      name: host.name,
      uri: host.uri,
      peerUri: null,
      migrationAddress: null,
    })),
    log: createCommandLog(db, cluster.id),
  };
}

export type StoredCentre = Awaited<ReturnType<typeof storeCentre>>;

const toSurge = (fault: Fault) => ({
  host: fault.surgeHost,
  startsAt: new Date(fault.from).toISOString(),
  minutes: (fault.surgeUntil - fault.from) / 60_000,
  level: SURGE_LEVEL,
});
