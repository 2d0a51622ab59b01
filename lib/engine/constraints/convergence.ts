import { dirtyRateMiBps } from '../assumptions.ts';
import { pairBandwidthMiBps } from '../cluster.ts';
import { convergesAt } from '../predict-move.ts';
import { type FixedConstraint, refuse } from './constraint.ts';

/** A live migration must come to an end: the VM may not write memory faster than the two hosts can copy it. */
export const convergence: FixedConstraint = (cluster, vm, host) => {
  const found = cluster.vms[vm];
  const bandwidth = pairBandwidthMiBps(cluster, cluster.homeOf[vm] as number, host);
  if (found === undefined || convergesAt(found, bandwidth, cluster.targetPauseMs)) return null;
  return refuse('will-not-converge', {
    dirtyMiBps: Math.round(dirtyRateMiBps(found) * 10) / 10,
    bandwidthMiBps: Math.round(bandwidth * 10) / 10,
  });
};
