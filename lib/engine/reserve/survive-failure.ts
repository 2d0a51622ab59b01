import { BallastError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { Snapshot, SnapshotHost } from '../../model/snapshot.ts';
import { type Cluster, compileCluster } from '../cluster/cluster.ts';
import { whyLeft } from '../evacuation/why-left.ts';
import { forRestarts } from './after-failure.ts';
import { RestartPlanner, type RestartVerdict } from './restart-planner.ts';

/** What would become of the VMs of hosts that fail together. */
export interface FailureOutcome {
  readonly hostIds: readonly string[];
  /** `spent`: no place for all was found, and none was ruled out, so they do not count as survived. */
  readonly verdict: RestartVerdict;
  /** Where VMs would start again: all, or as many as fit. */
  readonly starts: readonly { vmId: string; toHostId: string }[];
  readonly leftIds: readonly string[];
  /** Of these, the VMs that are bound to their host, such as by a disk: no reserve helps them. */
  readonly boundIds: readonly string[];
  readonly rejections: readonly Rejection[]; // why, for each that is left
}

/** Whether VMs would be left that a reserve could help. */
export const isLost = ({ leftIds, boundIds }: FailureOutcome): boolean => leftIds.length > boundIds.length;

/**
 * Whether every running or paused VM of these hosts could start on the others, if they failed together: by the hard
 * rules, within memory and host reserve, with nothing else moved. It is a placement that was found, never a sum. Throws
 * `host-not-found` for an id that the snapshot does not have.
 */
export function surviveFailure(
  snapshot: Snapshot,
  policy: Policy,
  hostIds: readonly string[],
): FailureOutcome {
  const without = {
    ...snapshot,
    hosts: snapshot.hosts.map((host) => (hostIds.includes(host.id) ? gone(host) : host)),
  };
  const cluster = compileCluster(forRestarts(without), policy, (vm) => hostIds.includes(vm.hostId));
  const failed = hostIds.map((id) => hostNumber(cluster, id));
  return outcomeOf(new RestartPlanner(cluster), failed);
}

/** Its rack does not count any more, and its VMs are those that must go. */
const gone = (host: SnapshotHost): SnapshotHost => ({ ...host, state: 'maintenance' });

/** The same for each of the hosts that run VMs, one at a time: each of them could be the next to fail. */
export function surviveEachFailure(snapshot: Snapshot, policy: Policy): FailureOutcome[] {
  const planner = new RestartPlanner(compileCluster(forRestarts(snapshot), policy));
  const { hosts } = planner.cluster;
  return [...hosts.keys()]
    .filter((host) => planner.unplacedOf([host]).length > 0)
    .map((host) =>
      changesRacks(planner.cluster, host)
        ? surviveFailure(snapshot, policy, [hosts[host].id])
        : outcomeOf(planner, [host]),
    );
}

/** A rule that spreads VMs over racks allows more in each of them when one has lost its only host. */
function changesRacks({ hosts, rules, rackOf, isOnline }: Cluster, failed: number): boolean {
  const isAlone = !hosts.some(
    (_, host) => host !== failed && isOnline[host] && rackOf[host] === rackOf[failed],
  );
  return isAlone && rules.some(({ rule, isMust }) => isMust && rule.kind === 'spreadRacks');
}

function hostNumber({ hostIndex }: Cluster, id: string): number {
  const found = hostIndex.get(id);
  if (found !== undefined) return found;
  throw new BallastError('host-not-found', `the snapshot has no host ${JSON.stringify(id)}`, { host: id });
}

/** The planner's placement is afterwards as before. */
function outcomeOf(planner: RestartPlanner, failed: readonly number[]): FailureOutcome {
  const { cluster, placement } = planner;
  const begun = Int32Array.from(placement.hostOf);
  const placed = planner.place(failed);
  const task = planner.taskOf(failed);
  const leftUnits = planner.unplacedOf(failed);
  const left = leftUnits.flatMap((unit) => [...cluster.units[unit].members]);
  const bound = leftUnits.filter((unit) => planner.isBound(unit));
  const verdict = placed === 'found' && bound.length > 0 ? 'no-place' : placed;
  const moved = [...cluster.vms.keys()].filter((vm) => placement.hostOfVm(vm) !== cluster.homeOf[vm]);
  const idOf = (vm: number): string => cluster.vms[vm].id;
  const outcome: FailureOutcome = {
    hostIds: failed.map((host) => cluster.hosts[host].id),
    verdict,
    starts: moved.map((vm) => ({ vmId: idOf(vm), toHostId: cluster.hosts[placement.hostOfVm(vm)].id })),
    leftIds: left.map(idOf),
    boundIds: bound.flatMap((unit) => [...cluster.units[unit].members]).map(idOf),
    rejections: left.flatMap((vm) => whyLeft(task, vm, verdict)),
  };
  placement.restore(begun);
  return outcome;
}
