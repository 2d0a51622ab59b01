import type { Search } from './search.ts';
import { type Step, worth } from './step.ts';

/** A rival's old gain is most often a little too high; looking at every rival again would cost more than it brings. */
const NEARLY = 0.99;

/**
 * The best single move of each unit, kept up to date as moves are taken. A move changes two hosts, so only what leads from
 * or to them is looked at again; the others' gains grow old, and are looked at again before one is taken.
 */
export class RelocationTable {
  private readonly best: (Step | null)[];
  private isFresh = false;

  constructor(
    private readonly search: Search,
    private readonly hosts: Int32Array,
  ) {
    this.best = search.placement.cluster.units.map(() => null);
  }

  /** The best move that fits in the room (VMs that may still move); null when a fresh look at all finds none. */
  next(room: number): Step | null {
    for (;;) {
      const step = this.takeBest(room);
      if (step !== null || this.isFresh) return step;
      this.refreshAll(room);
    }
  }

  /** Units of the two hosts are looked at anew; for the others `from` may have become better, and `to` has become worse. */
  refreshAfter(from: number, to: number, room: number): void {
    this.isFresh = false;
    const { placement } = this.search;
    const emptier = Int32Array.of(from);
    for (const host of this.hosts) {
      for (const unit of placement.residentsOf(host)) {
        if (host === from || host === to) {
          this.best[unit] = this.search.bestRelocation(unit, this.hosts, room);
          continue;
        }
        const known = this.best[unit] ?? null;
        const step = this.search.bestRelocation(unit, emptier, room);
        if (step && (known === null || step.gain > known.gain)) this.best[unit] = step;
      }
    }
  }

  private refreshAll(room: number): void {
    for (const host of this.hosts) {
      for (const unit of this.search.placement.residentsOf(host)) {
        this.best[unit] = this.search.bestRelocation(unit, this.hosts, room);
      }
    }
    this.isFresh = true;
  }

  /** Old gains are too high more often than too low, so the best is looked at again until it stays (almost) the best. */
  private takeBest(room: number): Step | null {
    for (;;) {
      const unit = this.highest();
      if (unit < 0) return null;
      const fresh = this.search.bestRelocation(unit, this.hosts, room);
      this.best[unit] = null;
      if (fresh === null) continue;
      const rival = this.best[this.highest()];
      if (!rival || worth(fresh) >= worth(rival) * NEARLY) return fresh;
      this.best[unit] = fresh;
    }
  }

  private highest(): number {
    let highest = -1;
    let most = 0;
    for (let unit = 0; unit < this.best.length; unit++) {
      const step = this.best[unit];
      if (step && worth(step) > most) {
        most = worth(step);
        highest = unit;
      }
    }
    return highest;
  }
}
