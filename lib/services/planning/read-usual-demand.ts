import type { Database } from '../../db/client.ts';
import { readVmAverages } from '../../db/samples.ts';
import { snapshotClocks } from '../../model/nominal-clock.ts';
import { USUAL_DEMAND_SECONDS } from '../../series/smooth.ts';
import type { ClusterState } from './snapshot-of.ts';

/**
 * The usual demand of each VM, in MHz of its snapshot, by VM id: the average over the last hour, or over the measured
 * part of it.
 */
export async function readUsualDemand(
  db: Database,
  cluster: Pick<ClusterState, 'vms' | 'hosts'>,
  now: Date,
): Promise<Map<string, number>> {
  const from = new Date(now.getTime() - USUAL_DEMAND_SECONDS * 1000);
  const cores = await readVmAverages(db, { vmIds: cluster.vms.map((vm) => vm.id), from, to: now });
  const clocks = snapshotClocks(cluster.hosts);
  return new Map(
    cluster.vms.flatMap((vm): [string, number][] => {
      const [usual, mhz] = [cores.get(vm.id), clocks.get(vm.hostId)];
      return usual === undefined || mhz === undefined ? [] : [[vm.id, usual * mhz]];
    }),
  );
}
