import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { countMoreVms, type NewVmSize } from './reserve/count-more.ts';
import { judgeReserve, type ReserveJudgement } from './reserve/judge-reserve.ts';
import { type FailureOutcome, surviveEachFailure } from './reserve/survive-failure.ts';
import { type WaysBack, waysBack } from './reserve/ways-back.ts';

/** Everything that a page says of the reserve of a cluster. */
export interface ReserveReport {
  readonly judgement: ReserveJudgement;
  readonly failures: readonly FailureOutcome[]; // each online host that runs VMs, alone
  readonly ways: WaysBack | null; // null: it is not over-committed
  readonly moreVms: number; // of this size, so that every host could still fail alone
}

/** Judges the cluster reserve, the failure of each host, and how many VMs of this size could be added. Pure. */
export function reportReserve(snapshot: Snapshot, policy: Policy, size: NewVmSize): ReserveReport {
  const judgement = judgeReserve(snapshot, policy);
  const isOver = judgement.state === 'over-committed';
  return {
    judgement,
    failures: surviveEachFailure(snapshot, policy).filter(({ hostIds: [id] }) => isOnline(snapshot, id)),
    ways: isOver ? waysBack(snapshot, policy) : null,
    moreVms: countMoreVms(snapshot, policy, size),
  };
}

const isOnline = ({ hosts }: Snapshot, id: string | undefined): boolean =>
  hosts.some((host) => host.id === id && host.state === 'online');
