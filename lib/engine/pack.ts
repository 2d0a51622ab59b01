import { mayGo, type Permissions } from './permissions.ts';
import type { Placement } from './placement.ts';

/** What a packing may do beyond putting the pending units somewhere. */
export interface PackLimits {
  readonly targets: Int32Array; // hosts, in order
  readonly mayMakeRoom: Uint8Array; // a unit each: it may be moved on to make room for another
  readonly budget: number; // looks at a unit on a host
}

/** Ordering a whole plan takes as long as this many looks. */
const COST_OF_ACCEPTING = 500;

/**
 * Finds a host for every pending unit: a depth-first search, the largest first, each tried where it loads the hosts least or
 * where it fits tightest; where it fits nowhere, one or two smaller units of a host may move on, and are pending in their turn.
 * With an ample budget it is exact in all but the order in which units make room.
 */
export class Pack {
  private spent = 0;
  private readonly ejectedFor = new Map<number, number>();

  constructor(
    private readonly placement: Placement,
    private readonly permissions: Permissions,
    private readonly limits: PackLimits,
    private readonly order: 'even' | 'tight',
  ) {}

  /** Units that were moved on, each with the unit that got its place. */
  get madeRoomFor(): ReadonlyMap<number, number> {
    return this.ejectedFor;
  }

  /**
   * Places all pending units with at most `ejections` others moved on, so that `accept` agrees (a safe order exists, say).
   * On success the placement holds the answer; otherwise it is as it was. False also when the budget ran out.
   */
  place(pending: readonly number[], ejections: number, accept: () => boolean): boolean {
    if (pending.length === 0) {
      this.spent += COST_OF_ACCEPTING;
      return accept();
    }
    if (this.spent > this.limits.budget || !this.canFit(pending)) return false;
    const [unit = -1, ...rest] = pending;
    return (
      this.placeDirectly(unit, rest, ejections, accept) || this.placeByEjection(unit, rest, ejections, accept)
    );
  }

  private placeDirectly(
    unit: number,
    rest: readonly number[],
    ejections: number,
    accept: () => boolean,
  ): boolean {
    const home = this.placement.hostOf[unit] as number;
    for (const host of this.hostsFor(unit)) {
      this.placement.move(unit, host);
      if (this.place(rest, ejections, accept)) return true;
      this.placement.move(unit, home);
      if (this.spent > this.limits.budget) return false;
    }
    return false;
  }

  private placeByEjection(
    unit: number,
    rest: readonly number[],
    ejections: number,
    accept: () => boolean,
  ): boolean {
    if (ejections <= 0) return false;
    const { placement } = this;
    const home = placement.hostOf[unit] as number;
    for (const { host, movedOn } of this.ejectionsFor(unit, Math.min(2, ejections))) {
      for (const other of movedOn) {
        placement.move(other, home);
        this.ejectedFor.set(other, unit);
      }
      const isPlaceable = mayGo(placement, this.permissions, unit, host);
      if (isPlaceable) placement.move(unit, host);
      const pending = [...rest, ...movedOn].sort(this.largestFirst);
      if (isPlaceable && this.place(pending, ejections - movedOn.length, accept)) return true;
      placement.move(unit, home);
      for (const other of movedOn) {
        placement.move(other, host);
        this.ejectedFor.delete(other);
      }
      if (this.spent > this.limits.budget) return false;
    }
    return false;
  }

  readonly largestFirst = (a: number, b: number): number =>
    (this.placement.unitHeldMiB[b] as number) - (this.placement.unitHeldMiB[a] as number) || a - b;

  private free(host: number): number {
    return (this.placement.cluster.memoryLimit[host] as number) - (this.placement.heldMiB[host] as number);
  }

  /** All that waits must fit in all that is free, whoever moves on. */
  private canFit(pending: readonly number[]): boolean {
    let needed = 0;
    for (const unit of pending) needed += this.placement.unitHeldMiB[unit] as number;
    for (const host of this.limits.targets) needed -= Math.max(0, this.free(host));
    return needed <= 1e-9;
  }

  private hostsFor(unit: number): number[] {
    const { placement } = this;
    this.spent += this.limits.targets.length;
    const hosts = [...this.limits.targets].filter(
      (host) =>
        host !== placement.hostOf[unit] &&
        !(this.ejectedFor.has(unit) && placement.cluster.units[unit]?.home === host) &&
        mayGo(placement, this.permissions, unit, host),
    );
    const rank =
      this.order === 'even' ? (host: number) => this.pressure(unit, host) : (host: number) => this.free(host);
    return hosts.sort((a, b) => rank(a) - rank(b) || a - b);
  }

  /** How close the host would come to its nearer threshold with the unit there. */
  private pressure(unit: number, host: number): number {
    const { cpuPercent, memoryPercent } = this.placement.cluster.policy.thresholds;
    const cpu = (this.placement.cpuLoadWith(unit, host) * 100) / cpuPercent;
    const memory = (this.placement.memoryLoadWith(unit, host) * 100) / memoryPercent;
    return Math.max(cpu, memory) + (this.placement.cluster.hasUnknown[host] ? 0.5 : 0);
  }

  /** Where one or two smaller units could move on to let this one in; those first that leave least behind and fit elsewhere. */
  private ejectionsFor(unit: number, most: number): { host: number; movedOn: number[] }[] {
    const { placement, permissions, limits } = this;
    const needs = placement.unitHeldMiB[unit] as number;
    const found: { host: number; movedOn: number[]; rank: number }[] = [];
    for (const host of limits.targets) {
      if (!permissions.rowFor(unit)[host]) continue;
      const missing = needs - this.free(host);
      const others = placement
        .residentsOf(host)
        .filter((other) => limits.mayMakeRoom[other] && this.isEjectable(other, unit));
      for (const [i, other] of others.entries()) {
        const gives = placement.unitHeldMiB[other] as number;
        if (gives >= missing) found.push({ host, movedOn: [other], rank: this.ejectionRank([other], host) });
        if (most < 2 || gives >= missing) continue;
        for (const second of others.slice(i + 1)) {
          const both = gives + (placement.unitHeldMiB[second] as number);
          if (both < missing || (placement.unitHeldMiB[second] as number) >= missing) continue;
          found.push({ host, movedOn: [other, second], rank: this.ejectionRank([other, second], host) });
        }
      }
    }
    return found.sort((a, b) => a.rank - b.rank);
  }

  /** Smaller ones only, so that the search comes to an end; not one that has just been placed. */
  private isEjectable(other: number, unit: number): boolean {
    const { placement } = this;
    const isSmaller = (placement.unitHeldMiB[other] as number) < (placement.unitHeldMiB[unit] as number);
    return isSmaller && !placement.isDisplaced(other);
  }

  private ejectionRank(movedOn: readonly number[], host: number): number {
    const { placement, limits } = this;
    this.spent += movedOn.length * limits.targets.length;
    let rank = movedOn.length * 1e6;
    for (const other of movedOn) {
      const fits = limits.targets.some(
        (target) => target !== host && mayGo(placement, this.permissions, other, target),
      );
      rank += (placement.unitHeldMiB[other] as number) / 1e3 + (fits ? 0 : 1e9);
    }
    return rank;
  }
}
