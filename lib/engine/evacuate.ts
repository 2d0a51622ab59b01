import { BallastError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Cluster, compileCluster, hostName, vmName } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { Permissions } from './constraints/permissions.ts';
import { kindTo, whyQuick } from './constraints/ties.ts';
import { contradictionsOf } from './contradictions.ts';
import { HostEmptier, type Verdict } from './evacuation/empty-host.ts';
import type { EmptyingTask } from './evacuation/emptying-task.ts';
import { evenOut, walkFromOverload } from './evacuation/even-out.ts';
import { isImpossible } from './evacuation/impossible.ts';
import { whyLeft } from './evacuation/why-left.ts';
import { describeMoves, type Reason } from './explain.ts';
import type { OrderedWaves } from './waves/order-waves.ts';

/**
 * Empties a host. As `planEvacuationOf` with one host. Throws `host-not-found` for an id that the snapshot does not have.
 */
export const planEvacuation = (snapshot: Snapshot, policy: Policy, hostId: string): Plan =>
  planEvacuationOf(snapshot, policy, [hostId]);

/**
 * Empties hosts together: every VM on them, stopped ones too, whatever their automation, moves to the other online hosts by
 * the hard rules; nothing moves to a host that is emptied, not even for a while. Thresholds are kept if possible. Other VMs
 * move on only to free memory. A VM that would not converge moves by quick migration, and a rejection `will-not-converge`
 * says so. VMs that cannot leave are listed with a reason for each host. The VMs of `leave` stay, and hosts count as empty
 * without them. Throws `host-not-found` for an id that the snapshot does not have.
 */
export function planEvacuationOf(
  snapshot: Snapshot,
  policy: Policy,
  hostIds: readonly string[],
  leave: readonly string[] = [],
): Plan {
  const cluster = compileCluster(snapshot, policy, (vm) => hostIds.includes(vm.hostId));
  const isEmptied = new Uint8Array(cluster.hosts.length);
  for (const hostId of hostIds) {
    const host = cluster.hostIndex.get(hostId);
    if (host === undefined) {
      throw new BallastError('host-not-found', `the snapshot has no host ${JSON.stringify(hostId)}`, {
        host: hostId,
      });
    }
    isEmptied[host] = 1;
  }
  const stays = Uint8Array.from(cluster.vms, ({ id }) => (leave.includes(id) ? 1 : 0));
  return new Evacuation(cluster, isEmptied, stays).plan();
}

/**
 * From this number of units on they are placed one after another, because each solution of a search orders all of
 * them again.
 */
const BULK_SIZE = 150;

/** The number of orderings (each with its square in cost) that are worthwhile to move some of the remaining VMs. */
const ORDERED_PAIRS = 2_000_000;

class Evacuation implements EmptyingTask {
  readonly permissions: Permissions;
  readonly targets: Int32Array;
  readonly placement: Placement;
  private readonly emptier: HostEmptier;
  private readonly hopeless = new Set<number>(); // units that are proved to fit nowhere, each on its own
  private verdict: Verdict = 'found'; // on the others, all together

  constructor(
    readonly cluster: Cluster,
    readonly isEmptied: Uint8Array,
    private readonly stays: Uint8Array, // a VM each
  ) {
    this.permissions = new Permissions(cluster);
    this.placement = new Placement(cluster);
    this.targets = Int32Array.from(
      [...cluster.hosts.keys()].filter((h) => cluster.isOnline[h] && !isEmptied[h]),
    );
    this.emptier = new HostEmptier(this);
  }

  plan(): Plan {
    const ordered = this.search();
    const { cluster, isEmptied } = this;
    const { moves, before, after } = describeMoves(cluster, ordered.moves, {
      leftOut: isEmptied,
      kindOf: (vm, _, to) => kindTo(cluster, vm, to),
      reasonOf: ({ vm, from, forVm }): Reason => {
        if (isEmptied[from]) return { code: 'evacuate', facts: { host: hostName(cluster, from) } };
        return { code: 'make-room', facts: { forVm: vmName(cluster, forVm ?? this.receiverOf(vm)) } };
      },
    });
    const left = [...cluster.vms.keys()].filter((vm) => isEmptied[after.hostOfVm(vm)] && !this.stays[vm]);
    return {
      moves,
      complete: left.length === 0,
      before: before.figures(),
      after: after.figures(),
      rejections: [
        ...left.flatMap((vm) => this.whyLeft(vm)),
        ...contradictionsOf(cluster, left),
        ...this.quickNotes(ordered),
      ],
    };
  }

  /** All units that can have a host; otherwise all but the largest; otherwise as many as fit. */
  private search(): OrderedWaves {
    const pending = this.pendingUnits().filter((unit) => {
      const isHopeless = this.isHeldBack(unit) || isImpossible(this, [unit]);
      if (isHopeless) this.hopeless.add(unit);
      return !isHopeless;
    });
    if (pending.length >= BULK_SIZE) return this.searchInBulk(pending);
    this.verdict = this.emptier.empty(pending, 'thorough');
    const isDone = this.verdict === 'found' || this.emptier.hasEmptiedMost;
    if (!isDone && !this.leaveOne(pending)) this.placeMost(pending);
    return isDone ? this.evened() : this.tryAgain(pending, this.evened());
  }

  /** VMs that move together stay together: one of them was named to stay. */
  private isHeldBack(unit: number): boolean {
    return [...this.cluster.units[unit].members].some((vm) => this.stays[vm]);
  }

  /** Those that fit, and of the rest, the smallest first, as many as the budget allows to search for. */
  private searchInBulk(pending: readonly number[]): OrderedWaves {
    const { isEmptied } = this;
    this.verdict = this.emptier.emptyInBulk(pending);
    const left = pending.filter((unit) => isEmptied[this.placement.hostOf[unit]]);
    const tries = Math.floor(ORDERED_PAIRS / pending.length ** 2);
    if (left.length > 0) this.placeMost(left.toReversed().slice(0, tries));
    if (pending.every((unit) => !isEmptied[this.placement.hostOf[unit]])) this.verdict = 'found';
    return this.evened();
  }

  /** The units of the hosts that can be reached, the largest first. */
  private pendingUnits(): number[] {
    const { placement, cluster } = this;
    const hosts = [...cluster.hosts.keys()].filter(
      (host) => this.isEmptied[host] && cluster.hosts[host].state !== 'offline',
    );
    return hosts
      .flatMap((host) => [...placement.residentsOf(host)])
      .sort((a, b) => placement.unitHeldMiB[b] - placement.unitHeldMiB[a] || a - b);
  }

  /** Leaves one unit, the largest if possible, so that all others can move. */
  private leaveOne(pending: readonly number[]): boolean {
    return pending.slice(0, 24).some((left) => {
      const others = pending.filter((unit) => unit !== left);
      return others.length > 0 && this.emptier.empty(others, 'quick', 4) === 'found';
    });
  }

  /** One by one, the smallest first, so that as many as possible move; those that fit nowhere stay. */
  private placeMost(pending: readonly number[]): void {
    const { unitHeldMiB } = this.placement;
    const smallestFirst = pending.toSorted((a, b) => unitHeldMiB[a] - unitHeldMiB[b] || a - b);
    for (const unit of smallestFirst) this.emptier.empty([unit], 'quick', 2);
  }

  /** Balances the loads with the same moves, if a safe order with no more moves exists for that too. */
  private evened(): OrderedWaves {
    const { placement } = this;
    let { ordered } = this.emptier;
    for (const step of [evenOut, walkFromOverload]) {
      const found = Int32Array.from(placement.hostOf);
      step(this);
      if (found.every((host, unit) => placement.hostOf[unit] === host)) continue;
      const evened = this.emptier.order();
      if (evened.stuck.length === 0 && evened.moves.length <= ordered.moves.length) ordered = evened;
      else placement.restore(found);
    }
    return ordered;
  }

  /** VMs that have left may have been evened out to other hosts since, so that more can leave. */
  private tryAgain(pending: readonly number[], ordered: OrderedWaves): OrderedWaves {
    const isLeft = (unit: number) => this.isEmptied[this.placement.hostOf[unit]] === 1;
    const left = pending.filter(isLeft);
    this.placeMost(left);
    return left.every(isLeft) ? ordered : this.emptier.ordered;
  }

  /** The VM for which another one made room: the largest that came to its host. */
  private receiverOf(vm: number): number {
    const { cluster, placement } = this;
    const home = cluster.homeOf[vm];
    const largest = [...placement.residentsOf(home)]
      .filter((unit) => placement.isDisplaced(unit))
      .sort((a, b) => placement.unitHeldMiB[b] - placement.unitHeldMiB[a] || a - b)
      .at(0);
    return largest === undefined ? vm : cluster.units[largest].members[0];
  }

  /** A pause for the whole copy must not be a surprise: every quick move is listed with its cause. */
  private quickNotes({ moves }: OrderedWaves): Rejection[] {
    return moves.flatMap(({ vm, to }) => {
      const refusal = whyQuick(this.cluster, vm, to);
      return refusal
        ? [{ vmId: this.cluster.vms[vm].id, hostId: this.cluster.hosts[to].id, ...refusal }]
        : [];
    });
  }

  private whyLeft(vm: number): Rejection[] {
    const isHopeless = this.hopeless.has(this.cluster.unitOf[vm]);
    return whyLeft(this, vm, isHopeless ? 'no-place' : this.verdict);
  }
}
