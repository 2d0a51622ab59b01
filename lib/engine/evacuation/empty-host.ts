import { transfersOf } from '../cluster/placement.ts';
import { type OrderedWaves, orderWaves } from '../waves/order-waves.ts';
import { annealPlacement } from './anneal-placement.ts';
import { EjectionSearch, type Outcome } from './ejection-search.ts';
import type { EmptyingTask } from './emptying-task.ts';
import { isImpossible } from './impossible.ts';
import { inTurn } from './in-turn.ts';
import { MovableUnits } from './movable-units.ts';
import { exhaustive, type Pass, polishing, quick, spreading, thorough } from './passes.ts';
import { placeInBulk } from './place-in-bulk.ts';
import { type MoveSequence, searchSequences } from './sequence-search.ts';

/** How many moves more than the minimum are tried before a search ends. */
const MAX_EXTRA_MOVES = 12;

/** The budgets of the passes are for this many hosts: a step tries a unit on every host. */
const HOSTS_PAID_FOR = 32;

/** The steps of one evacuation in total, and the minimum that a single search gets even when they are spent. */
const TOTAL_STEPS = 6_000_000;
const MIN_STEPS = 5_000;

/**
 * Hosts x VMs up to which these budgets are given in full; a larger cluster gets a share of them, because its steps
 * cost more.
 */
const USUAL_SIZE = 20_000;

/** How often VMs without a safe order are moved back and the others ordered again. */
const MAX_ORDERINGS = 4;

/** The maximum number of VMs for annealing, and of extra moves from which on it is worth the time. */
const MAX_ANNEALED_VMS = 600;
const WORTH_ANNEALING = 2;

/**
 * The result for some units: they have hosts with a safe order; or it is proved that no placement holds them all
 * ('no-place'), or that one does, but has no safe order ('no-way'); or nothing was found or proved ('spent').
 */
export type Verdict = 'found' | 'no-place' | 'no-way' | 'spent';

interface Answer {
  readonly moves: number; // on, and through third hosts
  readonly hostOf: Int32Array;
  readonly ordered: OrderedWaves;
}

/**
 * Finds hosts for units and moves on as few other VMs as it can, in an order that is safe at every moment. If found,
 * the placement holds the solution; otherwise it is unchanged, unless `hasEmptiedMost`.
 */
export class HostEmptier {
  private readonly movable: MovableUnits;
  private readonly mayMissPlacements: boolean; // the search ignores VMs that could free memory
  private units: readonly number[] = []; // that must go
  private begun = new Int32Array(); // where all units were before
  private begunMoves = 0; // VMs that the placement moved before, and those that must move
  private lowerBound = 0; // lower bound of VMs that must move on
  private best: Answer | null = null;
  private hasPlace = false; // some placement held all, with or without a safe order
  /** It is proved that not all units can leave, and the placement has as many of them moved as possible. */
  hasEmptiedMost = false;
  /** The moves to the placement of the last solution. */
  ordered: OrderedWaves = { moves: [], stuck: [] };
  private readonly share: number; // of the budgets
  private stepsLeft: number;

  constructor(private readonly task: EmptyingTask) {
    const { cluster, placement, isEmptied, targets } = task;
    this.share = Math.min(1, USUAL_SIZE / Math.max(1, cluster.hosts.length * cluster.vms.length));
    this.stepsLeft = this.share * TOTAL_STEPS;
    // On a host over its limit one leaving VM seldom makes room: the host may stay as it is, but takes nothing.
    const isOver = (at: number) => placement.heldMiB[at] > cluster.memoryLimit[at];
    const mayMoveOn = Uint8Array.from(cluster.units, ({ home }) =>
      cluster.isOnline[home] && !isEmptied[home] && !isOver(home) ? 1 : 0,
    );
    this.mayMissPlacements = targets.some(isOver);
    this.movable = new MovableUnits(placement, mayMoveOn);
  }

  /** All transfers of the placement in their order. */
  order(): OrderedWaves {
    const { cluster, placement, isEmptied } = this.task;
    return orderWaves(cluster, transfersOf(placement), {
      keepsThresholds: false,
      mayPark: (_, to) => !isEmptied[to] && cluster.isOnline[to] === 1,
      mayStepAside: () => true,
    });
  }

  /**
   * A quick try finds easy solutions; a thorough one also finds solutions with fewer moves, and may prove that there
   * is none.
   */
  empty(units: readonly number[], effort: 'quick' | 'thorough', maxExtra = MAX_EXTRA_MOVES): Verdict {
    if (isImpossible(this.task, units)) return 'no-place';
    this.begin(units);
    if (this.lowerBound === Number.POSITIVE_INFINITY) return 'no-place';
    this.tryLevels(quick, this.lowerBound + maxExtra);
    const proof = effort === 'thorough' && this.best === null ? this.findOrProve() : null;
    if (effort === 'thorough' && proof === null) this.tryHarder(this.lowerBound + maxExtra);
    this.task.placement.restore(this.best?.hostOf ?? this.begun);
    if (this.best !== null) this.ordered = this.best.ordered;
    return proof ?? (this.best === null ? 'spent' : 'found');
  }

  /**
   * For so many units that no search would finish: as many as fit move straight to a host, in a safe order. The
   * placement holds the result, complete or not.
   */
  emptyInBulk(units: readonly number[]): Verdict {
    this.begin(units);
    const isImpossibleForAll = this.lowerBound === Number.POSITIVE_INFINITY || isImpossible(this.task, units);
    const { placement, cluster, isEmptied } = this.task;
    placeInBulk(this.task, units);
    this.ordered = this.order();
    for (let orders = 1; this.ordered.stuck.length > 0; orders++) {
      const back = orders < MAX_ORDERINGS ? this.ordered.stuck : [...cluster.vms.keys()];
      for (const vm of back) placement.move(cluster.unitOf[vm], cluster.homeOf[vm]);
      this.ordered = this.order();
    }
    if (units.every((unit) => !isEmptied[placement.hostOf[unit]])) return 'found';
    return isImpossibleForAll ? 'no-place' : 'spent';
  }

  private begin(units: readonly number[]): void {
    const { placement, cluster } = this.task;
    this.units = units;
    this.best = null;
    this.hasPlace = false;
    this.begun = Int32Array.from(placement.hostOf);
    this.begunMoves = transfersOf(placement).length;
    for (const unit of units) this.begunMoves += cluster.units[unit].members.length;
    this.lowerBound = this.search(exhaustive, 0).minMoves;
  }

  /**
   * Searches all placements, then all sequences of moves, within the budgets; null if nothing is proved, or a
   * solution was found.
   */
  private findOrProve(): 'no-place' | 'no-way' | null {
    const isExhausted = this.tryPasses([exhaustive], Number.POSITIVE_INFINITY) === 'none';
    if (this.best !== null) return null;
    if (isExhausted && !this.hasPlace && !this.mayMissPlacements) return 'no-place';
    const sequence = searchSequences(this.task, this.units);
    if (sequence === null || (sequence.left > 0 && !sequence.isExhaustive)) return null;
    this.take(sequence);
    this.hasEmptiedMost = sequence.left > 0;
    return sequence.left === 0 ? null : this.hasPlace ? 'no-way' : 'no-place';
  }

  /** The waves to the end of the sequence if there are any, otherwise its steps one by one. */
  private take(sequence: MoveSequence): void {
    const { placement, cluster } = this.task;
    for (const { unit, to } of sequence.steps) placement.move(unit, to);
    const inWaves = this.order();
    const ordered =
      inWaves.stuck.length === 0 ? inWaves : { moves: inTurn(cluster, sequence.steps), stuck: [] };
    const moves = ordered.moves.length - this.begunMoves;
    this.best = { moves, hostOf: Int32Array.from(placement.hostOf), ordered };
    this.task.placement.restore(this.begun);
  }

  private tryHarder(limit: number): void {
    if (this.best === null) this.tryLevels(thorough, limit);
    this.tryFewer();
    if (this.bestMoves > this.lowerBound + WORTH_ANNEALING && this.anneal()) this.tryFewer();
  }

  /**
   * Starts with the minimum number of moves and allows one more each time, until there is a solution that more moves
   * would not improve.
   */
  private tryLevels(passes: readonly Pass[], limit: number): void {
    for (let moves = this.lowerBound; moves <= limit && moves < this.bestMoves; moves++) {
      const outcome = this.tryPasses(moves === 0 ? [...spreading, ...passes] : passes, moves);
      if (outcome === 'none' && moves === this.lowerBound) this.lowerBound++;
    }
  }

  /** Below the solution that was found, one move less each time, for as long as that succeeds. */
  private tryFewer(): void {
    while (this.best !== null && this.bestMoves > this.lowerBound) {
      const passes = this.bestMoves === this.lowerBound + 1 ? polishing : thorough;
      if (this.tryPasses(passes, this.bestMoves - 1) !== 'found') return;
    }
  }

  /** If the ejection search finds no solution, or only long ones: annealing, for a small, full cluster. */
  private anneal(): boolean {
    const before = this.bestMoves;
    const movable = [...this.task.cluster.units.keys()].filter((unit) => this.movable.mayMoveOn[unit]);
    if (movable.length > MAX_ANNEALED_VMS) return false;
    annealPlacement(this.task, { waiting: this.units, movable }, before, () =>
      this.accept(Number.POSITIVE_INFINITY),
    );
    this.task.placement.restore(this.begun);
    return this.bestMoves < before;
  }

  /** Moves of other VMs, and through third hosts, of the best solution so far. */
  private get bestMoves(): number {
    return this.best === null ? Number.POSITIVE_INFINITY : this.best.moves;
  }

  /** The result of the first pass that finds or proves anything; afterwards the placement is unchanged. */
  private tryPasses(passes: readonly Pass[], moves: number): Outcome {
    for (const pass of passes) {
      const search = this.search(pass, moves);
      const outcome = search.run();
      this.task.placement.restore(this.begun);
      this.stepsLeft -= search.spent / this.scale;
      if (outcome !== 'spent') return outcome;
    }
    return 'spent';
  }

  private get scale(): number {
    return Math.max(1, this.task.targets.length / HOSTS_PAID_FOR);
  }

  private search(pass: Pass, moves: number): EjectionSearch {
    const { placement, permissions, targets } = this.task;
    const budget = this.scale * Math.max(this.share * MIN_STEPS, Math.min(pass.budget, this.stepsLeft));
    const limits = { ...pass, budget, moves, targets, movable: this.movable };
    return new EjectionSearch(placement, permissions, this.units, limits, () => this.accept(moves));
  }

  /** Whether the placement is a solution with no more moves than this, including moves through third hosts. */
  private accept(moves: number): boolean {
    this.hasPlace = true;
    const ordered = this.order();
    if (ordered.stuck.length > 0) return false;
    const extra = ordered.moves.length - this.begunMoves;
    if (extra < this.bestMoves) {
      this.best = { moves: extra, hostOf: Int32Array.from(this.task.placement.hostOf), ordered };
    }
    return extra <= moves;
  }
}
