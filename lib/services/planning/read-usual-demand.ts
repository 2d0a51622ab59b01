import type { Database } from '../../db/client.ts';
import { type ClusterPolicies, clusterPolicy } from '../../db/policies.ts';
import { readVmAverages } from '../../db/samples.ts';
import { readVmPercentiles } from '../../db/vm-percentiles.ts';
import { snapshotClocks } from '../../model/nominal-clock.ts';
import type { ClusterState } from './snapshot-of.ts';

/**
 * The usual demand of each VM, in MHz of its snapshot, by VM id: the average over the window of the policy, or over
 * the measured part of it; or, if the policy names a percentile, that of its minutes.
 */
export async function readUsualDemand(
  db: Database,
  cluster: Pick<ClusterState, 'vms' | 'hosts'> & ClusterPolicies,
  now: Date,
): Promise<Map<string, number>> {
  const { usualDemandSeconds, usualDemandPercentile: percent } = clusterPolicy(cluster).values;
  const from = new Date(now.getTime() - usualDemandSeconds * 1000);
  const window = { vmIds: cluster.vms.map((vm) => vm.id), from, to: now };
  const cores =
    percent === null ? await readVmAverages(db, window) : await readVmPercentiles(db, { ...window, percent });
  const clocks = snapshotClocks(cluster.hosts);
  return new Map(
    cluster.vms.flatMap((vm): [string, number][] => {
      const [usual, mhz] = [cores.get(vm.id), clocks.get(vm.hostId)];
      return usual === undefined || mhz === undefined ? [] : [[vm.id, usual * mhz]];
    }),
  );
}
