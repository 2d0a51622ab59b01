import { toJson } from '../../../lib/db/to-json.ts';
import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import { SimulatorConfig } from '../../../lib/drivers/simulator/config.ts';
import type { Context } from '../../../lib/services/context.ts';

interface Size {
  hosts: number;
  vms: number;
  seed: number;
}

/**
 * Stores the product's own simulated data centre as one cluster, without VMs that cannot leave their host: they would ask for a person, and
 * the day is to end without one. Its days with their load stay.
 */
export async function storeDay(ctx: Context, { hosts, vms, seed }: Size): Promise<string> {
  await seedDataCentre({ ctx, input: { size: { hosts, vms, clusters: 1, seed } } });
  const cluster = await ctx.db.cluster.findFirstOrThrow();
  const config = SimulatorConfig.parse(cluster.driverConfig);
  const free = { ties: [], localDevices: [], managedBy: null, hostCpus: [] };
  const driverConfig = { ...config, vms: config.vms.map((vm) => ({ ...vm, ...free })) };
  await ctx.db.cluster.update({ where: { id: cluster.id }, data: toJson('cluster', { driverConfig }) });
  return cluster.id;
}
