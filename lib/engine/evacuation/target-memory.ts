import type { Placement } from '../cluster/placement.ts';
import type { MovableUnits } from './movable-units.ts';
import { SlotBound } from './slot-bound.ts';

/**
 * The memory of the hosts that take VMs, while a search puts units on them: a host may for now hold more than it can, and then
 * `free` is below zero and some of those that began there must still move on. Placement and figures change together.
 */
export class TargetMemory {
  readonly free: Float64Array; // MiB, a host each
  readonly isTarget: Uint8Array;
  private readonly bound: SlotBound;
  private readonly cursor: Int32Array; // a host each: those before this one stay or have gone
  private readonly over: number[] = []; // hosts that hold too much

  constructor(
    readonly placement: Placement,
    waiting: readonly number[],
    targets: Int32Array,
    private readonly movable: MovableUnits,
  ) {
    const { cluster } = placement;
    this.free = Float64Array.from(cluster.memoryLimit, (limit, host) =>
      Math.max(0, limit - placement.heldMiB[host]),
    );
    this.isTarget = new Uint8Array(cluster.hosts.length);
    for (const host of targets) this.isTarget[host] = 1;
    this.cursor = new Int32Array(cluster.hosts.length);
    this.bound = new SlotBound(
      waiting.map((unit) => placement.unitHeldMiB[unit]),
      [...targets].map((host) => this.free[host]),
    );
  }

  /** Units that must move on at least before every host holds no more than it can; Infinity when that can never be. */
  get minMoves(): number {
    let moves = 0;
    for (const host of this.over) moves += this.movesToFree(host, -this.free[host]);
    return Math.max(moves, this.bound.moves);
  }

  /** The host that holds most beyond what it can; -1 when none does. */
  get fullest(): number {
    let fullest = -1;
    for (const host of this.over) {
      const difference = fullest < 0 ? -1 : this.free[host] - this.free[fullest];
      if (difference < 0 || (difference === 0 && host < fullest)) fullest = host;
    }
    return fullest;
  }

  /** Puts a unit on a host; returns the host that it was on. */
  shift(unit: number, to: number): number {
    const from = this.placement.hostOf[unit];
    const held = this.placement.unitHeldMiB[unit];
    this.placement.move(unit, to);
    if (held === 0) return from;
    if (this.isTarget[from]) this.setFree(from, this.free[from] + held);
    else this.bound.wait(held, -1);
    if (this.isTarget[to]) this.setFree(to, this.free[to] - held);
    else this.bound.wait(held, 1);
    return from;
  }

  private setFree(host: number, after: number): void {
    const before = this.free[host];
    this.free[host] = after;
    this.bound.change(before, after);
    if (before >= 0 && after < 0) this.over.push(host);
    else if (before < 0 && after >= 0) this.over.splice(this.over.indexOf(host), 1);
  }

  /** How many units of a host must move on at least for this much memory; Infinity when all together do not hold it. */
  movesToFree(host: number, missing: number): number {
    let moves = 0;
    let left = missing;
    for (const unit of this.mayGoFrom(host)) {
      if (left <= 0) break;
      left -= this.placement.unitHeldMiB[unit];
      moves++;
    }
    return left > 0 ? Number.POSITIVE_INFINITY : moves;
  }

  /** MiB of the smallest unit of a host that frees this much by itself; all that is missing when none does. */
  minToFree(host: number, missing: number): number {
    let least = missing;
    for (const unit of this.mayGoFrom(host)) {
      const held = this.placement.unitHeldMiB[unit];
      if (held < missing) break;
      least = held;
    }
    return least;
  }

  /** Units of a host that may still move on: largest first, those after the last that did, so that no set is tried twice. */
  mayGoFrom(host: number): number[] {
    const { placement } = this;
    const all = this.movable.of(host);
    const found: number[] = [];
    for (let i = this.cursor[host]; i < all.length; i++) {
      const unit = all[i];
      if (placement.hostOf[unit] === host) found.push(unit);
    }
    return found;
  }

  /** Only units after this one of the host may go next; returns what undoes it. */
  passOver(host: number, unit: number): number {
    const before = this.cursor[host];
    this.cursor[host] = this.movable.of(host).indexOf(unit) + 1;
    return before;
  }

  takeBack(host: number, cursor: number): void {
    this.cursor[host] = cursor;
  }
}
