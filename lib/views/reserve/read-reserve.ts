import { z } from 'zod';
import { clusterPolicy } from '../../db/policies.ts';
import type { FailureOutcome } from '../../engine/reserve/survive-failure.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type NotReady, presentOf } from '../../model/cluster-clock.ts';
import type { ReserveState } from '../../model/cluster-reserve.ts';
import { compareNames } from '../../model/compare-names.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { ReserveUse } from '../../model/policy-fields.ts';
import { overheadOf } from '../../model/reserve.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { plannerOf } from '../../services/planning/plan-intent.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../services/planning/snapshot-of.ts';
import { ReserveNames, type ViewedFailure } from './view-failure.ts';

const MAX_GIB = 4096;

export const ReadReserveInput = z.object({
  clusterId: z.string(),
  /** Of the VMs that may be added. */
  memoryGiB: z.number().int().min(1).max(MAX_GIB),
  vcpus: z.number().int().min(1).max(1024),
});

export interface ReservePage {
  cluster: { id: string; name: string; hosts: number; rules: number; notReady: NotReady | null };
  now: Date; // the moment that it is at
  state: ReserveState;
  failuresToSurvive: number;
  use: ReserveUse;
  away: string[]; // hosts that count as failed already
  more: number; // how many more may fail at once
  lostSets: number;
  together: { key: string; hosts: string[]; left: number }[]; // sets of several hosts that may not fail
  unchecked: number; // sets that were not searched
  failures: ViewedFailure[];
  /** What brings the reserve back; null: it is not lost. */
  ways: {
    moves: { vmId: string; toHostId: string; vm: string; from: string; to: string }[] | null;
    hosts: { like: string; count: number } | null;
    hostNames: [id: string, name: string][];
  } | null;
  moreVms: number; // of the given size
}

/**
 * The reserve of a cluster as it is now: whether it is kept, what would happen if a host failed, what brings it back, and how
 * many more VMs of a size fit. Throws `cluster-not-found`, `invalid-input`.
 */
export async function readReserve({
  ctx,
  input,
}: {
  ctx: Context;
  input: z.input<typeof ReadReserveInput>;
}): Promise<ReservePage> {
  const { clusterId, memoryGiB, vcpus } = parseInput(ReadReserveInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId });
  if (!isId(clusterId))
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const state = await readClusterState(ctx.db, clusterId);
  const clock = presentOf(state, ctx.clock.now());
  const policy = clusterPolicy(state).values;
  const snapshot = snapshotOf(state, clock.now);
  const memoryMiB = memoryGiB * 1024;
  const overheadMiB = overheadOf({ vcpus, memoryMiB }, policy);
  const size = { vcpus, memoryMiB, overheadMiB };
  const { judgement, failures, ways, moreVms } = await plannerOf(ctx)('reserve', { snapshot, policy, size });
  const names = new ReserveNames(snapshot);
  return {
    cluster: {
      id: state.id,
      name: state.name,
      hosts: state.hosts.length,
      rules: state.rules.length + state.managerRules.length,
      notReady: clock.notReady,
    },
    now: clock.now,
    state: judgement.state,
    failuresToSurvive: policy.failuresToSurvive,
    use: policy.keepReserve,
    away: judgement.awayIds.map((id) => names.host(id)),
    more: judgement.more,
    lostSets: judgement.lost.length,
    together: judgement.more > 1 ? judgement.lost.map((each) => viewSet(each, names)) : [],
    unchecked: judgement.unchecked,
    failures: failures.map((each) => names.failure(each)).toSorted(worstFirst),
    ways: ways && {
      moves:
        ways.moves?.map(({ vmId, toHostId }) => ({
          vmId,
          toHostId,
          vm: names.vm(vmId),
          from: names.hostOf(vmId),
          to: names.host(toHostId),
        })) ?? null,
      hosts: ways.hosts && { like: names.host(ways.hosts.like), count: ways.hosts.count },
      hostNames: snapshot.hosts.map(({ id, name }) => [id, name ?? id]),
    },
    moreVms,
  };
}

const viewSet = ({ hostIds, leftIds, boundIds }: FailureOutcome, names: ReserveNames) => ({
  key: hostIds.join(' '),
  hosts: hostIds.map((id) => names.host(id)),
  left: leftIds.length - boundIds.length,
});

/** Those that a reserve could help, and of these those that leave most VMs without a host first, then by name. */
const worstFirst = (a: ViewedFailure, b: ViewedFailure): number =>
  Number(b.isLost) - Number(a.isLost) || b.left.length - a.left.length || compareNames(a.host, b.host);
