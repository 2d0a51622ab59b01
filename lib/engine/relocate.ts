import type { WantedPlace } from '../model/intent.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Cluster, compileCluster, vmName } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { kindTo, whyQuick } from './constraints/ties.ts';
import { describeMoves, type Reason } from './explain.ts';
import { whyNotAlone } from './migrate.ts';
import { whyNotTo } from './refusals.ts';
import { orderWaves } from './waves/order-waves.ts';

interface Wanted {
  vm: number;
  to: number;
}

/**
 * A plan that brings VMs to given hosts, as many of them as the hard rules let, in a safe order of waves; thresholds do not
 * count, since somebody asked. Of those that do not fit together the last wanted stay. VMs that stay are named with why;
 * so is each that would not converge and goes by quick migration. VMs and hosts that the snapshot lacks are left out.
 */
export function planRelocations(
  snapshot: Snapshot,
  policy: Policy,
  wanted: readonly WantedPlace[],
  reason: Reason,
): Plan {
  const leaving = new Set(wanted.map(({ vmId }) => vmId));
  const cluster = compileCluster(snapshot, policy, (vm) => leaving.has(vm.id));
  const { accepted, refused } = acceptThoseThatFit(cluster, resolve(cluster, wanted));
  const ordered = orderWaves(cluster, accepted, { keepsThresholds: false, mayPark: () => true });
  const { moves, before, after } = describeMoves(cluster, ordered.moves, {
    kindOf: (vm, _, to) => kindTo(cluster, vm, to),
    reasonOf: ({ forVm }) =>
      forVm === null ? reason : { code: 'make-room', facts: { forVm: vmName(cluster, forVm) } },
  });
  const stuck = ordered.stuck.map((vm): Rejection => {
    const needsMiB = Math.ceil(cluster.heldMiB[vm]);
    return { vmId: cluster.vms[vm].id, ...refuse('no-room-on-the-way', { needsMiB }) };
  });
  const quick = ordered.moves.flatMap(({ vm, to }): Rejection[] => {
    const refusal = whyQuick(cluster, vm, to);
    return refusal ? [{ vmId: cluster.vms[vm].id, hostId: cluster.hosts[to].id, ...refusal }] : [];
  });
  const rejections = [...refused, ...stuck];
  return {
    moves,
    complete: rejections.length === 0,
    before: before.figures(),
    after: after.figures(),
    rejections: [...rejections, ...quick],
  };
}

function resolve(cluster: Cluster, wanted: readonly WantedPlace[]): Wanted[] {
  return wanted.flatMap(({ vmId, toHostId }) => {
    const vm = cluster.vmIndex.get(vmId);
    const to = cluster.hostIndex.get(toHostId);
    return vm === undefined || to === undefined || cluster.homeOf[vm] === to ? [] : [{ vm, to }];
  });
}

/** Those that can all be where they are wanted. Each may need the place of another, so they are tried together. */
function acceptThoseThatFit(
  cluster: Cluster,
  wanted: Wanted[],
): { accepted: Wanted[]; refused: Rejection[] } {
  const refused: Rejection[] = [];
  let accepted = wanted;
  for (;;) {
    const fault = firstFault(cluster, accepted);
    if (fault === null) return { accepted, refused };
    const { vm, to } = fault.wanted;
    refused.push({ vmId: cluster.vms[vm].id, hostId: cluster.hosts[to].id, ...fault.refusal });
    accepted = accepted.filter((each) => each !== fault.wanted);
  }
}

/** The last of them that a hard rule keeps from its host once all the others are where they are wanted. */
function firstFault(
  cluster: Cluster,
  accepted: readonly Wanted[],
): { wanted: Wanted; refusal: Refusal } | null {
  const placement = new Placement(cluster);
  const unitOf = ({ vm }: Wanted): number => cluster.unitOf[vm];
  for (const wanted of accepted) {
    const { members } = cluster.units[unitOf(wanted)];
    const isWhole = [...members].every((member) =>
      accepted.some((other) => other.vm === member && other.to === wanted.to),
    );
    const source = cluster.hosts[cluster.homeOf[wanted.vm]];
    if (source.state === 'offline')
      return { wanted, refusal: refuse('host-not-online', { state: source.state }) };
    const alone = isWhole ? null : whyNotAlone(placement, wanted.vm, wanted.to);
    if (alone) return { wanted, refusal: alone };
  }
  for (const wanted of accepted) placement.move(unitOf(wanted), wanted.to);
  for (const wanted of accepted.toReversed()) {
    placement.move(unitOf(wanted), cluster.units[unitOf(wanted)].home);
    const refusal = whyNotTo(placement, wanted.vm, wanted.to);
    placement.move(unitOf(wanted), wanted.to);
    if (refusal) return { wanted, refusal };
  }
  return null;
}
