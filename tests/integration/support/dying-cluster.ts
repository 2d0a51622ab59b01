import type { Database } from '../../../lib/db/client.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { restartHost } from '../../../lib/services/orders/restart-host.ts';
import { readSigns } from '../../../lib/services/outages/read-signs.ts';
import { readOutage } from '../../../lib/views/outage/read-outage.ts';
import { makeObservedCluster } from './observed-cluster.ts';
import { simulatedHost, simulatedVm } from './simulated-cluster.ts';

/** Disks on a storage that all hosts see. */
export const shared = { storages: ['san'] };

/** Three hosts, whose disks all of them see, with VMs; and what a person sees and does when one of them dies. */
export async function makeDyingCluster(
  db: Database,
  more: { vms?: ReturnType<typeof simulatedVm>[]; hosts?: object } = {},
) {
  const made = await makeObservedCluster(db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { ...shared, ...more.hosts })),
    vms: more.vms ?? [
      simulatedVm('db', 'h1', shared),
      simulatedVm('mail', 'h1', { ...shared, isAutostart: true }),
      simulatedVm('off', 'h1', { ...shared, state: 'stopped' }),
      simulatedVm('web', 'h2', shared),
    ],
  });
  const { ctx, clock, driver, cluster, store, hostId, collect } = made;
  const clusterId = cluster.id;
  const befall = (type: string, host: string) => store.append(clock.now(), { type, hostId: host });
  /** As the worker does: observe, then read the signs of what is silent. */
  const observe = async (times = 1, withDriver: HypervisorDriver = driver): Promise<void> => {
    for (let i = 0; i < times; i++) {
      clock.pass(10);
      await collect();
      await readSigns({ ctx, driver: withDriver, input: { clusterId } });
    }
  };
  const page = (host = 'h1') => readOutage({ ctx, input: { hostId: hostId(host) } });
  const restart = (typedName = 'h1') => restartHost({ ctx, input: { hostId: hostId('h1'), typedName } });
  const moves = async (runId: string) => {
    const rows = await ctx.db.move.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
    return Object.fromEntries(rows.map(({ vmName, state, code }) => [vmName, code === null ? state : code]));
  };
  return { ...made, clusterId, befall, observe, page, restart, moves };
}

/** Readings until a silent host counts as silent. */
export const MANY = 4;
