import type { Placement } from '../cluster/placement.ts';
import { keepsPlacedRules, type Permissions } from '../constraints/permissions.ts';
import { conflictsAt } from './conflicts.ts';
import type { MovableUnits } from './movable-units.ts';
import { TargetMemory } from './target-memory.ts';

/** Units that wait for a host, in order; `only` is the one allowed host, or -1. */
interface Waiting {
  readonly unit: number;
  readonly only: number;
  readonly next: Waiting | null;
}

/**
 * Which hosts are tried first: the least loaded; those with the least memory left over, then the least missing; or,
 * if memory is missing, those whose smallest unit must move on.
 */
export type HostOrder = 'even' | 'tight' | 'light';

export interface EjectionSearchLimits {
  readonly targets: Int32Array; // hosts, in order
  readonly movable: MovableUnits; // those that may move on to make room for another
  readonly order: HostOrder;
  readonly moves: number; // VMs that may move on
  readonly detours: number; // how far it may stray in total from the most promising choices; Infinity: a complete search
  readonly budget: number; // steps: one unit on one host
}

/** A host for a unit, with the units that must leave it first because of a rule. */
interface Candidate {
  readonly host: number;
  readonly conflicts: readonly number[];
  readonly rank: number; // the lower, the sooner it is tried
}

/** The cost of ordering a whole plan in steps, of finding that it has no order, and of choosing a unit. */
const COST_OF_ACCEPTING = 2_000;
const COST_OF_REFUSING = 20_000;
const COST_OF_UNIT = 8;

/** The result of a search: a solution, the proof that there is none within the limits, or neither. */
export type Outcome = 'found' | 'none' | 'spent';

/**
 * Finds a host for every waiting unit by depth-first search. First all units are assigned, even if a host is then
 * over its limit. Next, a unit that was there at the start moves on from the host that is furthest over its limit,
 * until everything fits. Every such move is necessary when it is made, so no solution is missed. A lower bound on the
 * remaining moves cuts the search short.
 */
export class EjectionSearch {
  private readonly memory: TargetMemory;
  spent = 0;
  private detours: number;
  private readonly isInTheWay = new Set<number>(); // units that wait for a host because a rule requires them to leave
  private isCut = false; // part of the search was skipped, so finding nothing proves nothing

  constructor(
    private readonly placement: Placement,
    private readonly permissions: Permissions,
    private readonly waiting: readonly number[],
    private readonly limits: EjectionSearchLimits,
    private readonly accept: () => boolean,
  ) {
    this.memory = new TargetMemory(placement, waiting, limits.targets, limits.movable);
    this.detours = limits.detours;
  }

  /** The lower bound of moves beyond those of the waiting units. */
  get minMoves(): number {
    return this.memory.minMoves;
  }

  /** If found, the placement holds the solution; otherwise it is unchanged. */
  run(): Outcome {
    const first = this.waiting.reduceRight<Waiting | null>((next, unit) => ({ unit, only: -1, next }), null);
    if (this.put(first, this.limits.moves, null)) return 'found';
    return this.isSpent || this.isCut ? 'spent' : 'none';
  }

  private get isSpent(): boolean {
    return this.spent > this.limits.budget;
  }

  /**
   * `closed`: hosts that need not be tried, because an identical unit was tried there before with the same remaining
   * search.
   */
  private put(waiting: Waiting | null, left: number, closed: ReadonlySet<number> | null): boolean {
    if (this.isSpent) return false;
    if (waiting === null) return this.moveOn(left);
    const { unit, next } = waiting;
    const cost = this.costOf(unit);
    if (cost > left) return false;
    const isNextAlike = next !== null && this.areAlike(unit, next.unit);
    const tried = new Set(closed);
    const candidates = this.candidatesFor(waiting, left - cost).filter(({ host }) => !closed?.has(host));
    for (const [i, candidate] of candidates.entries()) {
      if (!this.stray(i)) return false;
      const isFound =
        candidate.conflicts.length > 0
          ? this.putAfter(waiting, candidate, left)
          : this.putAt(waiting, candidate.host, left - cost, isNextAlike ? tried : null);
      if (isFound) return true;
      this.detours += detourOf(i);
      if (this.isSpent) return false;
      if (candidate.conflicts.length === 0) tried.add(candidate.host);
    }
    return false;
  }

  private putAt(
    { unit, next }: Waiting,
    host: number,
    left: number,
    closed: ReadonlySet<number> | null,
  ): boolean {
    const before = this.memory.shift(unit, host);
    if (this.memory.minMoves <= left && this.put(next, left, closed)) return true;
    this.memory.shift(unit, before);
    return false;
  }

  /** The units in conflict by a rule are moved to other hosts first. */
  private putAfter({ unit, next }: Waiting, { host, conflicts }: Candidate, left: number): boolean {
    let chain: Waiting = { unit, only: host, next };
    for (const other of conflicts) {
      chain = { unit: other, only: -1, next: chain };
      this.isInTheWay.add(other);
    }
    if (this.put(chain, left, null)) return true;
    for (const other of conflicts) this.isInTheWay.delete(other);
    return false;
  }

  /**
   * One unit moves on from the host that is furthest over its limit; if there is no such host, this is a solution.
   */
  private moveOn(left: number): boolean {
    const host = this.memory.fullest;
    if (host < 0) {
      const isAccepted = this.accept();
      this.spent += isAccepted ? COST_OF_ACCEPTING : COST_OF_REFUSING;
      return isAccepted;
    }
    for (const [i, unit] of this.candidatesOf(host, left).entries()) {
      if (!this.stray(i)) return false;
      const cursor = this.memory.passOver(host, unit);
      if (this.put({ unit, only: -1, next: null }, left, null)) return true;
      this.memory.takeBack(host, cursor);
      this.detours += detourOf(i);
      if (this.isSpent) return false;
    }
    return false;
  }

  /** Takes the choice of this rank, if the search may still stray that far. */
  private stray(rank: number): boolean {
    const detour = detourOf(rank);
    if (detour > this.detours) {
      this.isCut = true;
      return false;
    }
    this.detours -= detour;
    return true;
  }

  /** First the units that free enough on their own, the smallest first, because it fits most easily elsewhere. */
  private candidatesOf(host: number, left: number): number[] {
    const { unitHeldMiB } = this.placement;
    const missing = -this.memory.free[host];
    const all = this.memory.mayGoFrom(host);
    const found = all.filter((unit, i) => {
      if (i > 0 && this.areAlike(unit, all[i - 1])) return false;
      let sum = 0;
      for (const other of all.slice(i, i + left)) sum += unitHeldMiB[other];
      return sum >= missing;
    });
    const rank = (unit: number) => {
      const held = unitHeldMiB[unit];
      return held >= missing ? held : 1e15 - held;
    };
    return found.sort((a, b) => rank(a) - rank(b) || a - b);
  }

  private candidatesFor({ unit, only }: Waiting, left: number): Candidate[] {
    const { placement, limits } = this;
    const allowed = this.permissions.rowFor(unit);
    const from = placement.hostOf[unit];
    this.spent += COST_OF_UNIT + limits.targets.length;
    const found: Candidate[] = [];
    for (const host of limits.targets) {
      if (host === from || !allowed[host] || (only >= 0 && host !== only)) continue;
      this.addCandidates(unit, host, left, found);
    }
    return found.sort((a, b) => a.rank - b.rank || a.host - b.host);
  }

  /** The host as it is, or after others have left it; fewer and smaller ones are better. */
  private addCandidates(unit: number, host: number, left: number, found: Candidate[]): void {
    const { placement, memory } = this;
    const missing = placement.unitHeldMiB[unit] - memory.free[host];
    const isFull = missing > 0 && placement.unitHeldMiB[unit] > 0;
    if (isFull && left === 0) return;
    const moves = isFull ? memory.movesToFree(host, missing) : 0;
    if (moves > left) return;
    const isLight = this.limits.order === 'light';
    const toFree = !isFull ? 0 : isLight ? memory.minToFree(host, missing) : missing;
    for (const conflicts of keepsPlacedRules(placement, unit, host) ? [[]] : this.conflictsOf(unit, host)) {
      const others = moves + conflicts.length;
      const movedMiB = conflicts.reduce((sum, u) => sum + placement.unitHeldMiB[u], toFree);
      const rank = others > 0 ? 1e6 * others + movedMiB / 1e6 : this.rankOf(unit, host);
      found.push({ host, conflicts, rank });
    }
  }

  private rankOf(unit: number, host: number): number {
    return this.limits.order === 'even'
      ? pressureWith(this.placement, unit, host)
      : this.memory.free[host] / 1e6;
  }

  /** Sets of units that a rule requires to leave before this one may come, if they can leave. */
  private conflictsOf(unit: number, host: number): number[][] {
    const { placement, limits } = this;
    return conflictsAt(placement, unit, host).filter((set) =>
      set.every(
        (other) =>
          limits.movable.mayMoveOn[other] && !placement.isDisplaced(other) && !this.isInTheWay.has(other),
      ),
    );
  }

  /** Waiting units leave the host anyway; others are additional moves. */
  private costOf(unit: number): number {
    const { home, members } = this.placement.cluster.units[unit];
    return this.memory.isTarget[home] ? members.length : 0;
  }

  private areAlike(a: number, b: number): boolean {
    const { placement, permissions } = this;
    const { units } = placement.cluster;
    return (
      placement.unitHeldMiB[a] === placement.unitHeldMiB[b] &&
      units[a].home === units[b].home &&
      units[a].members.length === units[b].members.length &&
      units[a].rules.length === 0 &&
      units[b].rules.length === 0 &&
      permissions.rowFor(a) === permissions.rowFor(b)
    );
  }
}

/** The second and third choice count as one detour, the next four as two, and so on. */
const detourOf = (rank: number): number => Math.floor(Math.log2(rank + 1));

/** How close the host would come to its nearer threshold with the unit. */
function pressureWith(placement: Placement, unit: number, host: number): number {
  const { cpuThresholdPercent, memoryThresholdPercent } = placement.cluster.policy;
  const cpu = (placement.cpuLoadWith(unit, host) * 100) / cpuThresholdPercent;
  const memory = (placement.memoryLoadWith(unit, host) * 100) / memoryThresholdPercent;
  return Math.max(cpu, memory) + (placement.cluster.hasUnknown[host] ? 0.5 : 0);
}
