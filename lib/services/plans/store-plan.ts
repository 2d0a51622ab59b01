import type { Transaction } from '../../db/client.ts';
import { toJson } from '../../db/to-json.ts';
import type { RunForecast } from '../../engine/forecast/forecast-run.ts';
import type { KindReason } from '../../model/move-forecast.ts';
import type { Plan, PlanKind } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { forecastColumns } from '../forecasts/forecast-plan.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';

export interface PlanDraft {
  kind: PlanKind;
  state: 'suggested' | 'approved';
  cluster: ClusterState;
  snapshot: Snapshot;
  policy: Policy;
  plan: Plan;
  forecast: RunForecast; // of its moves
  planningMs: number;
  requestedBy: string;
  now: Date;
  parentId?: string;
  expiresAt?: Date;
  note?: string;
  undoOfRunId?: string;
  /** A person chose the kind of move. */
  isKindAsked?: boolean;
  /** The same for single VMs, by id. */
  askedFor?: ReadonlySet<string>;
}

/** Why a move has its kind if nobody chose it. */
const ruleOfKind: Record<MoveKind, KindReason> = {
  live: 'converges',
  quick: 'will-not-converge',
  offline: 'stopped',
  restart: 'host-dead',
};

const isAsked = (
  { isKindAsked = false, askedFor }: PlanDraft,
  { vmId, kind }: Plan['moves'][number],
): boolean => askedFor?.has(vmId) || (isKindAsked && kind !== 'offline');

/** Stores a plan with its moves. The requester of an approved plan is stored as the one who decided it. */
export async function storePlan(tx: Transaction, draft: PlanDraft) {
  const { cluster, snapshot, plan, forecast, now } = draft;
  const hostName = (id: string): string => cluster.hosts.find((host) => host.id === id)?.name ?? id;
  return tx.plan.create({
    data: {
      clusterId: cluster.id,
      kind: draft.kind,
      state: draft.state,
      ...toJson('plan', { snapshot, policy: draft.policy, before: plan.before, after: plan.after }),
      ...toJson('plan', { rejections: plan.rejections }),
      complete: plan.complete,
      planningMs: draft.planningMs,
      requestedBy: draft.requestedBy,
      note: draft.note ?? null,
      takenAt: new Date(snapshot.takenAt ?? now),
      createdAt: now,
      confirmedAt: now,
      expiresAt: draft.expiresAt ?? null,
      decidedAt: draft.state === 'approved' ? now : null,
      decidedBy: draft.state === 'approved' ? draft.requestedBy : null,
      parentId: draft.parentId ?? null,
      undoOfRunId: draft.undoOfRunId ?? null,
      moves: {
        create: plan.moves.map((move, sequence) => {
          const vm = cluster.vms.find((each) => each.id === move.vmId);
          return {
            vmId: move.vmId,
            vmUuid: vm?.uuid ?? move.vmId,
            vmName: vm?.name ?? move.vmId,
            sequence,
            wave: move.wave,
            kind: move.kind,
            kindReason: isAsked(draft, move) ? 'asked' : ruleOfKind[move.kind],
            fromHostId: move.fromHostId,
            fromHostName: hostName(move.fromHostId),
            toHostId: move.toHostId,
            toHostName: hostName(move.toHostId),
            memoryMiB: vm?.memoryMiB ?? 0,
            ...forecastColumns(forecast.moves[sequence], move.predicted),
            ...toJson('move', { reason: move.reason, after: move.after }),
          };
        }),
      },
    },
    include: { moves: true },
  });
}
