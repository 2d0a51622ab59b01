import { transfersOf } from '../balance.ts';
import type { Cluster } from '../cluster.ts';
import { type OrderedWaves, orderWaves } from '../order-waves.ts';
import type { Permissions } from '../permissions.ts';
import type { Placement } from '../placement.ts';
import { isImpossible } from './impossible.ts';
import { MovableUnits } from './movable-units.ts';
import { exhaustive, type Pass, polishing, quick, spreading, thorough } from './passes.ts';
import { type Outcome, RoomSearch } from './room-search.ts';

/** How many moves more than the least are tried before a search is given up. */
const MOST_EXTRA_MOVES = 12;

/** The budgets of the passes are for this many hosts: a look at a unit is a look at every host. */
const HOSTS_PAID_FOR = 32;

/** Looks that one emptying may spend in all, and what a single search may have even when they are gone. */
const ALL_LOOKS = 6_000_000;
const LEAST_LOOKS = 5_000;

/** What is to be emptied, and what may be used for it. */
export interface EmptyingTask {
  readonly cluster: Cluster;
  readonly placement: Placement;
  readonly permissions: Permissions;
  readonly host: number;
  readonly targets: Int32Array;
}

/**
 * What became of some units: they have hosts and a safe order leads there; or it is proved that no placement holds them all
 * ('no-place'); placements do, but no safe order was found ('no-way'); or nothing was found, and nothing proved ('spent').
 */
export type Verdict = 'found' | 'no-place' | 'no-way' | 'spent';

/**
 * Finds hosts for units with as few other VMs moved on as it can, in an order that is safe at every moment. When found, the
 * placement holds the answer; otherwise it is as it was.
 */
export class HostEmptier {
  private readonly movable: MovableUnits;
  private begunMoves = 0; // VMs that the placement moved before, and those that must go
  private best: { moves: number; hostOf: Int32Array } | null = null;
  private hasPlace = false;
  private looksLeft = ALL_LOOKS;

  constructor(private readonly task: EmptyingTask) {
    const { cluster, placement, host } = task;
    const mayMoveOn = Uint8Array.from(cluster.units, ({ home }) => {
      // A host above its limit may only lose VMs: moving one on from there makes no room.
      const isOver = (placement.heldMiB[home] as number) > (cluster.memoryLimit[home] as number);
      return cluster.isOnline[home] && home !== host && !isOver ? 1 : 0;
    });
    this.movable = new MovableUnits(placement, mayMoveOn);
  }

  /** All transfers of the placement in their order. */
  order(): OrderedWaves {
    const { cluster, placement, host } = this.task;
    return orderWaves(cluster, transfersOf(placement), {
      keepsThresholds: false,
      mayPark: (_, to) => to !== host && cluster.isOnline[to] === 1,
      mayStepAside: () => true,
    });
  }

  /** A quick try finds what is easy; a thorough one finds answers with fewer moves too, and may prove that there is none. */
  empty(units: readonly number[], effort: 'quick' | 'thorough', mostExtra = MOST_EXTRA_MOVES): Verdict {
    const { placement, cluster } = this.task;
    if (isImpossible(this.task, units)) return 'no-place';
    this.best = null;
    this.hasPlace = false;
    const begun = Int32Array.from(placement.hostOf);
    this.begunMoves = transfersOf(placement).length;
    for (const unit of units) this.begunMoves += cluster.units[unit]?.members.length ?? 0;
    const least = this.search(units, quick[0] as Pass, 0).leastMoves;
    if (least === Number.POSITIVE_INFINITY) return 'no-place';
    const restart = () => this.restore(begun);
    let isProved = false;
    const most = least + mostExtra;
    this.tryLevels(units, quick, { least, most }, restart);
    if (effort === 'thorough') {
      if (this.best === null) this.tryLevels(units, thorough, { least, most }, restart);
      else this.tryFewer(units, least, restart);
      if (this.best === null && !this.hasPlace) {
        isProved = this.run(units, exhaustive, Number.POSITIVE_INFINITY) === 'none';
      }
    }
    if (this.best !== null) {
      this.restore((this.best as { hostOf: Int32Array }).hostOf);
      return 'found';
    }
    restart();
    return this.hasPlace ? 'no-way' : isProved ? 'no-place' : 'spent';
  }

  /** The least moves first, one more each time, until there is an answer that more moves on would not better. */
  private tryLevels(
    units: readonly number[],
    passes: readonly Pass[],
    { least, most }: { least: number; most: number },
    restart: () => void,
  ): void {
    for (let moves = least; moves <= most && moves < this.mostMoves; moves++) {
      this.tryPasses(units, moves === 0 ? [...spreading, ...passes] : passes, moves);
      restart();
    }
  }

  /** Below the answer that was found, one move less each time, for as long as that succeeds. */
  private tryFewer(units: readonly number[], least: number, restart: () => void): void {
    while (this.mostMoves > least) {
      const passes = this.mostMoves === least + 1 ? polishing : thorough;
      const outcome = this.tryPasses(units, passes, this.mostMoves - 1);
      restart();
      if (outcome !== 'found') return;
    }
  }

  /** Moves on, and through third hosts, of the best answer so far. */
  private get mostMoves(): number {
    return this.best === null ? Number.POSITIVE_INFINITY : this.best.moves;
  }

  private tryPasses(units: readonly number[], passes: readonly Pass[], moves: number): Outcome {
    for (const pass of passes) {
      const outcome = this.run(units, pass, moves);
      if (outcome !== 'spent') return outcome;
    }
    return 'spent';
  }

  private run(units: readonly number[], pass: Pass, moves: number): Outcome {
    const search = this.search(units, pass, moves);
    const outcome = search.run();
    this.looksLeft -= search.spent / this.scale;
    return outcome;
  }

  private get scale(): number {
    return Math.max(1, this.task.targets.length / HOSTS_PAID_FOR);
  }

  private search(units: readonly number[], pass: Pass, moves: number): RoomSearch {
    const { placement, permissions, targets } = this.task;
    const budget = this.scale * Math.max(LEAST_LOOKS, Math.min(pass.budget, this.looksLeft));
    const limits = { ...pass, budget, moves, targets, movable: this.movable };
    return new RoomSearch(placement, permissions, units, limits, () => this.accept(moves));
  }

  /** Whether the placement is an answer with no more moves than these, those to third hosts on the way included. */
  private accept(moves: number): boolean {
    this.hasPlace = true;
    const ordered = this.order();
    if (ordered.stuck.length > 0) return false;
    const extra = ordered.moves.length - this.begunMoves;
    if (extra < this.mostMoves) {
      this.best = { moves: extra, hostOf: Int32Array.from(this.task.placement.hostOf) };
    }
    return extra <= moves;
  }

  private restore(hostOf: Int32Array): void {
    for (const [unit, host] of hostOf.entries()) this.task.placement.move(unit, host);
  }
}
