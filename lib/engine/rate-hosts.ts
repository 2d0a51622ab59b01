import { BallastError } from '../model/errors.ts';
import type { ForecastBasis } from '../model/move-forecast.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Deadlock } from '../precopy/convergence.ts';
import { type Cluster, compileCluster, routeIn } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { refuse } from './constraints/constraint.ts';
import { basisOf, predictMove, whyNotConverging } from './forecast/predict-move.ts';
import { whyNotAlone } from './migrate.ts';
import { warningsTo, whyNotTo } from './refusals.ts';

/** One line of the rating explanation: [1 - load after] x weight, the load as a fraction of what the reserve leaves. */
export interface RatingPart {
  loadAfter: number;
  weight: number;
  points: number; // 0 to weight
}

export interface HostRating {
  hostId: string;
  stars: number; // 0 to 5 in halves; 0 means not possible
  cpu: RatingPart;
  memory: RatingPart;
  sourceAfter: { cpu: number; memory: number }; // the loads that the VM's current host would have without it
  live: LiveOutlook | null; // null: the VM is stopped
  quick: { seconds: number; downtimeMs: number } | null;
  basis: ForecastBasis; // of both
  rejection: Rejection | null; // set when there are no stars
  warnings: Rejection[]; // thresholds that the move would break
}

export interface LiveOutlook {
  converges: boolean;
  seconds: number;
  downtimeMs: number;
  rounds: number;
  transferredMiB: number;
  deadlock: Deadlock | null; // why it does not converge, and what would help
}

/** The weights of CPU and memory in a rating. */
export const ratingWeights = { cpu: 1, memory: 1 } as const;

/**
 * Every host except the VM's own, rated 0 to 5 stars by SCVMM's formula: CPU [1 - utilization / (100 - reserve)] x
 * weight, memory likewise, here with the loads that the host would have with the VM on it. A hard rule gives zero.
 * Best first, then by id. Throws `vm-not-found` for an id that the snapshot does not have.
 */
export function rateHosts(snapshot: Snapshot, policy: Policy, vmId: string): HostRating[] {
  const cluster = compileCluster(snapshot, policy, ({ id }) => id === vmId);
  const vm = cluster.vmIndex.get(vmId);
  if (vm === undefined) {
    throw new BallastError('vm-not-found', `the snapshot has no VM ${JSON.stringify(vmId)}`, { vm: vmId });
  }
  const placement = new Placement(cluster);
  return [...cluster.hosts.keys()]
    .filter((host) => host !== cluster.homeOf[vm])
    .map((host) => rateHost(placement, vm, host))
    .sort((a, b) => b.stars - a.stars || points(b) - points(a) || (a.hostId < b.hostId ? -1 : 1));
}

const points = ({ cpu, memory }: HostRating): number => cpu.points + memory.points;

function rateHost(placement: Placement, vm: number, host: number): HostRating {
  const { cluster } = placement;
  const where = { vmId: cluster.vms[vm].id, hostId: cluster.hosts[host].id };
  const refusal =
    whyNotAlone(placement, vm, host) ?? whyNotFrom(cluster, vm) ?? whyNotTo(placement, vm, host);
  const from = cluster.homeOf[vm];
  const share = (amounts: Float64Array, capacity: Float64Array, at: number) => amounts[vm] / capacity[at];
  const cpu = ratePart(
    placement.cpuLoad(host) + share(cluster.cpuMhz, cluster.cpuCapacity, host),
    ratingWeights.cpu,
  );
  const memory = ratePart(
    placement.memoryLoad(host) + share(cluster.memoryMiB, cluster.memoryCapacity, host),
    ratingWeights.memory,
  );
  const fraction = (cpu.points + memory.points) / (ratingWeights.cpu + ratingWeights.memory);
  return {
    hostId: where.hostId,
    // A full host that may take the VM still differs from one that may not.
    stars: refusal ? 0 : Math.max(0.5, Math.round(fraction * 10) / 2),
    cpu,
    memory,
    sourceAfter: {
      cpu: placement.cpuLoad(from) - share(cluster.cpuMhz, cluster.cpuCapacity, from),
      memory: placement.memoryLoad(from) - share(cluster.memoryMiB, cluster.memoryCapacity, from),
    },
    ...predictions(cluster, vm, host),
    rejection: refusal ? { ...where, ...refusal } : null,
    warnings: refusal ? [] : warningsTo(placement, vm, host).map((warning) => ({ ...where, ...warning })),
  };
}

function ratePart(loadAfter: number, weight: number): RatingPart {
  return { loadAfter, weight, points: Math.max(0, 1 - loadAfter) * weight };
}

function whyNotFrom(cluster: Cluster, vm: number) {
  const source = cluster.hosts[cluster.homeOf[vm]];
  return source.state === 'offline' ? refuse('host-not-online', { state: source.state }) : null;
}

function predictions(
  cluster: Cluster,
  vm: number,
  host: number,
): Pick<HostRating, 'live' | 'quick' | 'basis'> {
  const [found, from, to] = [cluster.vms[vm], cluster.hosts[cluster.homeOf[vm]], cluster.hosts[host]];
  if (!found || !from || !to || found.state === 'stopped')
    return { live: null, quick: null, basis: 'assumed' };
  const route = routeIn(cluster, from, to);
  const { restMiB: _, ...live } = predictMove(found, 'live', route);
  const quick = predictMove(found, 'quick', route);
  return {
    live: { ...live, deadlock: whyNotConverging(found, route) },
    quick: { seconds: quick.seconds, downtimeMs: quick.downtimeMs },
    basis: basisOf(found, route),
  };
}
