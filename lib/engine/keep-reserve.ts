import type { Plan, PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot, SnapshotRefusal } from '../model/snapshot.ts';
import { afterMoves } from './after-moves.ts';
import { figures } from './figures.ts';
import { judgeReserve } from './reserve/judge-reserve.ts';
import type { FailureOutcome } from './reserve/survive-failure.ts';

/** A plan, and the snapshot that it was made for. */
interface Made {
  plan: Plan;
  snapshot: Snapshot;
}

/** Each round forbids one move, and plans again. */
const MAX_ROUNDS = 12;
/** The reason of the refusals that this search adds, and takes out again. */
const USES_RESERVE = 'uses-reserve';

/**
 * A plan that leaves the cluster reserve as it is: no set of hosts that may fail now may not fail afterwards. `make` plans a
 * snapshot; a move that would use the reserve is forbidden, and the cluster planned again. Rejections
 * `uses-reserve` name the moves that were forbidden so. If some rounds find no such plan, the moves before the first
 * of them remain. It does nothing unless the policy says `keep`, and nothing here repairs a reserve that is lost.
 */
export function keepReserve(snapshot: Snapshot, policy: Policy, make: (tried: Snapshot) => Made): Made {
  const made = make(snapshot);
  if (!isKept(policy) || made.plan.moves.length === 0) return made;
  const search = new KeepingSearch(snapshot, policy, []);
  const { best, isSafe } = search.run(made, make);
  return search.withReasons(isSafe ? best : search.cut(best));
}

/**
 * The same for a plan that empties hosts, which are then away: the plan that keeps the reserve of the others, if it empties
 * the hosts as well; otherwise the plan that uses it, because the hosts must be emptied.
 */
export function keepReserveEmptying(
  hostIds: readonly string[],
  snapshot: Snapshot,
  policy: Policy,
  make: (tried: Snapshot) => Made,
): Made {
  const made = make(snapshot);
  if (!isKept(policy) || !made.plan.complete) return made;
  const search = new KeepingSearch(snapshot, policy, hostIds);
  const { best, isSafe } = search.run(made, make);
  return isSafe && best.plan.complete ? search.withReasons(best) : made;
}

const isKept = ({ keepReserve: use, failuresToSurvive }: Policy): boolean =>
  use === 'keep' && failuresToSurvive > 0;

class KeepingSearch {
  private readonly lostBefore: ReadonlySet<string>;
  private readonly refused: (SnapshotRefusal & { failed: string })[] = [];

  /** `away`: hosts that count as failed once the plan is carried out. */
  constructor(
    private readonly snapshot: Snapshot,
    private readonly policy: Policy,
    private readonly away: readonly string[],
  ) {
    this.lostBefore = new Set(this.lostAfter([]).map(keyOf));
  }

  run(made: Made, make: (tried: Snapshot) => Made): { best: Made; isSafe: boolean } {
    let best = made;
    for (let round = 0; round <= MAX_ROUNDS; round++) {
      const { moves } = best.plan;
      if (this.firstLost(moves) === undefined) return { best, isSafe: true };
      const move = moves[this.longestSafe(moves)];
      const failed = this.firstLost(moves.slice(0, moves.indexOf(move) + 1));
      const names = (failed?.hostIds ?? []).map((id) => this.nameOf(id)).join(', ');
      this.refused.push({ vmId: move.vmId, toHostId: move.toHostId, code: USES_RESERVE, failed: names });
      if (round < MAX_ROUNDS) best = make(this.refusing());
    }
    return { best, isSafe: false };
  }

  /** The first moves of a plan that are safe without those that follow them. */
  cut({ plan, snapshot }: Made): Made {
    const moves = plan.moves.slice(0, this.longestSafe(plan.moves));
    const after = figures(afterMoves(snapshot, moves), this.policy);
    return { snapshot, plan: { ...plan, moves, after, complete: after.overloadedHosts === 0 } };
  }

  /** The plan with the reserve as a reason, and with the refusals that the cluster itself had. */
  withReasons({ plan, snapshot }: Made): Made {
    const own = plan.rejections.filter(({ facts }) => facts.reason !== USES_RESERVE);
    const added = this.refused.map(
      ({ vmId, toHostId, failed }): Rejection => ({
        vmId,
        hostId: toHostId,
        code: USES_RESERVE,
        facts: { failed },
      }),
    );
    const { refusals } = this.snapshot;
    return { plan: { ...plan, rejections: [...own, ...added] }, snapshot: { ...snapshot, refusals } };
  }

  private refusing(): Snapshot {
    const added = this.refused.map(({ failed: _, ...refusal }) => refusal);
    return { ...this.snapshot, refusals: [...(this.snapshot.refusals ?? []), ...added] };
  }

  /** A number of first moves that are safe while one more is not, by bisection: none are safe, and all are not. */
  private longestSafe(moves: readonly PlannedMove[]): number {
    let [safe, unsafe] = [0, moves.length];
    while (unsafe - safe > 1) {
      const middle = Math.floor((safe + unsafe) / 2);
      if (this.firstLost(moves.slice(0, middle)) === undefined) safe = middle;
      else unsafe = middle;
    }
    return safe;
  }

  private firstLost(moves: readonly PlannedMove[]): FailureOutcome | undefined {
    return this.lostAfter(moves).find((each) => !this.lostBefore.has(keyOf(each)));
  }

  private lostAfter(moves: readonly PlannedMove[]): readonly FailureOutcome[] {
    return judgeReserve(afterMoves(this.snapshot, moves, this.away), this.policy).lost;
  }

  private nameOf(id: string): string {
    return this.snapshot.hosts.find((host) => host.id === id)?.name ?? id;
  }
}

const keyOf = ({ hostIds }: FailureOutcome): string => hostIds.toSorted().join('\n');
