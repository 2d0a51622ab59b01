import { type Search, type Step, worth } from './search.ts';

/**
 * The best single move of each unit, kept up to date as moves are taken. A move changes two hosts, so only what leads from
 * or to them is looked at again; the others' gains may be a little old, and are looked at again before they are taken.
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

  refreshAfter(from: number, to: number, room: number): void {
    this.isFresh = false;
    const { placement } = this.search;
    const changed = Int32Array.of(from, to);
    for (const host of this.hosts) {
      for (const unit of placement.residentsOf(host)) {
        const known = this.best[unit] ?? null;
        const isAffected = host === from || host === to || known?.to === from || known?.to === to;
        if (isAffected) {
          this.best[unit] = this.search.bestRelocation(unit, this.hosts, room);
          continue;
        }
        const step = this.search.bestRelocation(unit, changed, room);
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

  /** Old gains are too high more often than too low, so the best is looked at again until it stays the best. */
  private takeBest(room: number): Step | null {
    for (;;) {
      const unit = this.highest();
      if (unit < 0) return null;
      const fresh = this.search.bestRelocation(unit, this.hosts, room);
      this.best[unit] = fresh;
      if (fresh !== null && unit === this.highest()) {
        this.best[unit] = null;
        return fresh;
      }
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
