import { mayGo } from '../constraints/permissions.ts';
import type { EmptyingTask } from './emptying-task.ts';
import { SlotBound } from './slot-bound.ts';
import { kindsOf, type UnitKind } from './unit-kinds.ts';

/** Placements that are visited before the search ends: about a second, and some hundred MiB. */
const MAX_PLACEMENTS = 150_000;

/**
 * Remaining moves count this much more than the moves so far: a solution sooner, at the price of one move more now
 * and then.
 */
const EAGERNESS = 2;

/** One unit that moves from one host to another. */
export interface SequenceStep {
  readonly unit: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The moves to the placement with the fewest VMs left on the host; `isExhaustive`: everything reachable was visited.
 */
export interface MoveSequence {
  readonly steps: readonly SequenceStep[];
  readonly left: number; // VMs
  readonly isExhaustive: boolean;
}

/** A placement that was reached. */
interface Node {
  readonly hostOf: Int32Array; // a unit that may move each
  readonly key: number;
  readonly left: number;
  readonly ahead: number; // lower bound of the moves that are still needed
  moves: number; // so far
  cameBy: { readonly before: Node; readonly kind: number; readonly step: SequenceStep } | null;
  isOpen: boolean;
}

/**
 * Searches all sequences of moves of a small cluster: from placement to placement, one unit at a time, through all
 * moves that the hard rules allow at that moment, the most promising first (A*), and none twice. So VMs may wait
 * anywhere and as often as necessary. Null for a cluster with too many placements to number. Units that must stay
 * together move as one; nothing moves onto an emptied host.
 */
export function searchSequences(task: EmptyingTask, waiting: readonly number[]): MoveSequence | null {
  const kinds = kindsOf(task, waiting);
  return kinds === null ? null : new SequenceSearch(task, waiting, kinds).run();
}

class SequenceSearch {
  private readonly units: Int32Array;
  private readonly known = new Map<number, Node>();
  private readonly open: Node[][] = []; // by promise, the last in first out
  private readonly bound: SlotBound;
  private readonly begun: Int32Array; // where all units of the placement were

  constructor(
    private readonly task: EmptyingTask,
    private readonly waiting: readonly number[],
    private readonly kinds: readonly UnitKind[],
  ) {
    const { placement, targets } = task;
    this.units = Int32Array.from(kinds.flatMap(({ units }) => units));
    this.begun = Int32Array.from(placement.hostOf);
    this.bound = new SlotBound(
      waiting.map((unit) => placement.unitHeldMiB[unit]),
      [...targets].map((host) => this.freeOf(host)),
    );
  }

  /** Leaves the placement as it was. */
  run(): MoveSequence {
    const first = this.firstNode();
    let best = first;
    this.reach(first);
    for (let node = this.next(); node !== null; node = this.next()) {
      if (node.left < best.left || (node.left === best.left && node.moves < best.moves)) best = node;
      if (best.left === 0 || this.known.size > MAX_PLACEMENTS) break;
      this.goTo(node);
      this.expand(node);
    }
    const isExhaustive = this.known.size <= MAX_PLACEMENTS;
    for (const unit of this.units) this.shift(unit, this.begun[unit]);
    return { steps: this.stepsTo(best), left: best.left, isExhaustive };
  }

  private firstNode(): Node {
    const { cluster } = this.task;
    const left = this.waiting.reduce((sum, unit) => sum + cluster.units[unit].members.length, 0);
    const hostOf = this.units.map((unit) => this.begun[unit]);
    return { hostOf, key: 0, left, ahead: left, moves: 0, cameBy: null, isOpen: false };
  }

  /** The most promising placement that was not expanded yet; null if there is none. */
  private next(): Node | null {
    for (const bucket of this.open) {
      for (let node = bucket.pop(); node !== undefined; node = bucket.pop()) {
        if (!node.isOpen) continue;
        node.isOpen = false;
        return node;
      }
    }
    return null;
  }

  private reach(node: Node): void {
    this.known.set(node.key, node);
    node.isOpen = true;
    const promise = node.moves + EAGERNESS * node.ahead;
    while (this.open.length <= promise) this.open.push([]);
    this.open[promise].push(node);
  }

  private goTo({ hostOf }: Node): void {
    for (const [i, unit] of this.units.entries()) this.shift(unit, hostOf[i]);
  }

  private expand(node: Node): void {
    const { placement, permissions, targets } = this.task;
    let at = 0;
    for (const [k, kind] of this.kinds.entries()) {
      const seen = new Set<number>(); // of identical units on one host any one is enough
      for (const unit of kind.units) {
        const slot = at++;
        const from = node.hostOf[slot];
        if (seen.has(from)) continue;
        seen.add(from);
        for (const to of targets) {
          if (to !== from && mayGo(placement, permissions, unit, to)) {
            this.take(node, slot, { kind: k, step: { unit, from, to } });
          }
        }
      }
    }
  }

  private take(before: Node, slot: number, by: { kind: number; step: SequenceStep }): void {
    const { unit, from, to } = by.step;
    const kind = this.kinds[by.kind];
    const key = before.key + kind.weightOf(to) - kind.weightOf(from);
    const moves = before.moves + kind.members;
    const found = this.known.get(key);
    if (found !== undefined && found.moves <= moves) return;
    if (found !== undefined) {
      found.moves = moves;
      found.cameBy = { before, ...by };
      this.reach(found);
      return;
    }
    this.shift(unit, to);
    const left = before.left - (this.task.isEmptied[from] ? kind.members : 0);
    const ahead = left + this.bound.moves;
    this.shift(unit, from);
    const hostOf = before.hostOf.slice();
    hostOf[slot] = to;
    this.reach({ hostOf, key, left, ahead, moves, cameBy: { before, ...by }, isOpen: true });
  }

  /**
   * The steps from the start, with units: of identical ones on a host, one that is displaced already, or that returns
   * home, is moved.
   */
  private stepsTo(end: Node): SequenceStep[] {
    const { placement, cluster } = this.task;
    const cames: NonNullable<Node['cameBy']>[] = [];
    for (let node = end; node.cameBy !== null; node = node.cameBy.before) cames.unshift(node.cameBy);
    const steps = cames.map(({ kind, step: { from, to } }): SequenceStep => {
      const there = this.kinds[kind].units.filter((unit) => placement.hostOf[unit] === from);
      const unit =
        there.find((each) => cluster.units[each].home === to) ??
        there.find((each) => placement.isDisplaced(each)) ??
        there[0];
      placement.move(unit, to);
      return { unit, from, to };
    });
    for (const unit of this.units) placement.move(unit, this.begun[unit]);
    return steps;
  }

  private shift(unit: number, to: number): void {
    const { placement, isEmptied } = this.task;
    const from = placement.hostOf[unit];
    if (from === to) return;
    const held = placement.unitHeldMiB[unit];
    const before = [this.freeOf(from), this.freeOf(to)] as const;
    placement.move(unit, to);
    if (isEmptied[from]) this.bound.wait(held, -1);
    else this.bound.change(before[0], this.freeOf(from));
    if (isEmptied[to]) this.bound.wait(held, 1);
    else this.bound.change(before[1], this.freeOf(to));
  }

  /** A host over its limit has nothing free, and need not get below it. */
  private freeOf(host: number): number {
    const { placement, cluster } = this.task;
    return Math.max(0, cluster.memoryLimit[host] - placement.heldMiB[host]);
  }
}
