import { dirtyRateMiBps } from '../assumptions.ts';
import { convergesAt } from '../predict-move.ts';
import { type FixedConstraint, refuse } from './constraint.ts';

/** A live migration must come to an end: the VM may not write memory faster than the two hosts can copy it. */
export const convergence: FixedConstraint = (cluster, vm, host) => {
  const found = cluster.vms[vm];
  const bandwidth = Math.min(
    cluster.bandwidthMiBps[cluster.homeOf[vm] as number] as number,
    cluster.bandwidthMiBps[host] as number,
  );
  if (found === undefined || convergesAt(found, bandwidth)) return null;
  return refuse('will-not-converge', {
    dirtyMiBps: Math.round(dirtyRateMiBps(found) * 10) / 10,
    bandwidthMiBps: Math.round(bandwidth * 10) / 10,
  });
};
