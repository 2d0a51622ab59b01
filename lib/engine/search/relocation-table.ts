import type { Search } from './search.ts';
import { type Step, worth } from './step.ts';

/** An old gain is usually a little too high; evaluating all of them again would cost more than it brings. */
const NEARLY = 0.99;

/**
 * The best single move of each unit on some hosts, kept up to date as moves are taken. A move changes two hosts, so
 * only moves from or to them are evaluated again. The other gains become outdated, and are evaluated again before one
 * is taken.
 */
export class RelocationTable {
  private readonly units: Int32Array;
  private readonly best: (Step | null)[]; // in the order of the units
  private readonly worth: Float64Array;
  private isFresh = false;

  constructor(
    private readonly search: Search,
    private readonly hosts: Int32Array,
  ) {
    const { limits, placement } = search;
    this.units = Int32Array.from(
      [...hosts].flatMap((host) => placement.residentsOf(host).filter((unit) => limits.isMovable[unit])),
    ).sort();
    this.best = Array.from(this.units, () => null);
    this.worth = new Float64Array(this.units.length);
  }

  /** The best move within the remaining moves; null when a fresh evaluation finds none. */
  next(): Step | null {
    for (;;) {
      const step = this.takeBest();
      if (step !== null || this.isFresh || this.search.isSpent) return step;
      this.refresh(() => true);
      this.isFresh = true;
    }
  }

  /**
   * Units of the two hosts are evaluated again; for the others `from` may have become better, and `to` has become
   * worse.
   */
  refreshAfter(from: number, to: number): void {
    this.isFresh = false;
    this.refresh((host) => host === from || host === to);
    const { hostOf } = this.search.placement;
    const emptier = Int32Array.of(from);
    const isPromising = this.promising(from);
    for (const [i, unit] of this.units.entries()) {
      if (!isPromising[hostOf[unit]]) continue;
      const step = this.search.bestRelocation(unit, emptier, this.search.movesLeft);
      if (step && step.gain > (this.best[i]?.gain ?? 0)) this.note(i, step);
    }
  }

  private refresh(isWanted: (host: number) => boolean): void {
    const { search, hosts } = this;
    const promising = new Map<number, Int32Array>();
    for (const host of hosts) {
      if (!isWanted(host)) continue;
      const isPromising = this.promising(host);
      promising.set(
        host,
        hosts.filter((other) => isPromising[other]),
      );
    }
    for (const [i, unit] of this.units.entries()) {
      const targets = promising.get(search.placement.hostOf[unit]);
      if (targets) this.note(i, search.bestRelocation(unit, targets, search.movesLeft));
    }
  }

  /** For each host: whether an exchange with this one could bring the required gain. */
  private promising(host: number): Uint8Array {
    const found = new Uint8Array(this.search.placement.cluster.hosts.length);
    for (const other of this.hosts) {
      found[other] =
        other !== host && this.search.potential(host, other) > this.search.limits.leastGain ? 1 : 0;
    }
    return found;
  }

  /**
   * Old gains are more often too high than too low, so the best is evaluated again until it stays (almost) the best.
   */
  private takeBest(): Step | null {
    for (;;) {
      const i = this.highest();
      const known = this.best[i];
      if (!known) return null;
      const fresh = this.search.bestRelocation(known.unit, this.hosts, this.search.movesLeft);
      this.note(i, null);
      if (fresh === null) continue;
      const next = this.highest();
      const rival = next < 0 ? 0 : this.worth[next];
      if (worth(fresh) >= rival * NEARLY) return fresh;
      this.note(i, fresh);
    }
  }

  private note(i: number, step: Step | null): void {
    this.best[i] = step;
    this.worth[i] = step === null ? 0 : worth(step);
  }

  private highest(): number {
    let highest = -1;
    let most = 0;
    for (let i = 0; i < this.worth.length; i++) {
      if (this.worth[i] <= most) continue;
      highest = i;
      most = this.worth[i];
    }
    return highest;
  }
}
