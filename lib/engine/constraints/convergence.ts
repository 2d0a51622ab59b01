import { pairBandwidthMiBps, routeIn } from '../cluster/cluster.ts';
import { minBandwidthFor, whyNotConverging } from '../forecast/predict-move.ts';
import { type FixedConstraint, refuse } from './constraint.ts';

/** A live migration must converge: the VM may not write memory faster than the two hosts can copy it. */
export const convergence: FixedConstraint = (cluster, vm, host) => {
  const home = cluster.homeOf[vm];
  const [found, from, to] = [cluster.vms[vm], cluster.hosts[home], cluster.hosts[host]];
  if (!found || !from || !to) return null;
  if (minBandwidthFor(found, cluster.targetPauseMs) <= pairBandwidthMiBps(cluster, home, host)) return null;
  const why = whyNotConverging(found, routeIn(cluster, from, to));
  if (why === null) return null;
  return refuse('will-not-converge', {
    dirtyMiBps: toTenth(why.dirtyMiBps),
    bandwidthMiBps: toTenth(why.bandwidthMiBps),
    restMiB: toTenth(why.restMiB),
    fitsMiB: toTenth(why.fitsMiB),
    needsMiBps: Math.ceil(why.waysOut.bandwidthMiBps * 10) / 10,
  });
};

const toTenth = (amount: number): number => Math.round(amount * 10) / 10;
