/** Sizes tried as slots: the largest units' own, and halves and thirds of the largest. */
const SIZES_TRIED = 16;

/**
 * A lower bound on the units that must still move on, kept up to date as units are put. Cut all memory in slots of one size:
 * units that wait take floor(size / slot) each, a host has floor(free / slot), and a unit that moves on from one host to
 * another gains at most one slot. So the slots that are missing are moves that are missing, for slots of any size.
 */
export class SlotBound {
  private readonly sizes: Float64Array;
  private readonly missing: Float64Array; // a slot size each

  constructor(waiting: readonly number[], free: Iterable<number>) {
    const largest = [...new Set(waiting)].filter((size) => size > 0).sort((a, b) => b - a);
    const parts = largest.slice(0, 4).flatMap((size) => [Math.ceil(size / 2), Math.ceil(size / 3)]);
    const sizes = [...new Set([...largest.slice(0, SIZES_TRIED), ...parts])];
    // Larger than all that is free anywhere: counts the hosts that hold too much.
    sizes.push(1 + [...free].reduce((most, amount) => Math.max(most, amount), 0));
    this.sizes = Float64Array.from(sizes);
    this.missing = new Float64Array(sizes.length);
    for (const size of waiting) this.wait(size, 1);
    for (const amount of free) this.host(amount);
  }

  /** Units that must move on at least, beyond those that wait; 0 when this bound sees no need. */
  get moves(): number {
    let most = 0;
    for (let i = 0; i < this.missing.length; i++) most = Math.max(most, this.missing[i]);
    return most;
  }

  /** A unit of this size waits from now on (`sign` 1), or no longer (-1). */
  wait(size: number, sign: 1 | -1): void {
    for (let i = 0; i < this.sizes.length; i++) {
      this.missing[i] += sign * Math.floor(size / this.sizes[i]);
    }
  }

  /** A host's free memory, below zero where units on it must leave, went from one amount to another. */
  change(before: number, after: number): void {
    for (let i = 0; i < this.sizes.length; i++) {
      const slot = this.sizes[i];
      this.missing[i] = this.missing[i] + Math.floor(before / slot) - Math.floor(after / slot);
    }
  }

  private host(free: number): void {
    for (let i = 0; i < this.sizes.length; i++) {
      this.missing[i] -= Math.floor(free / this.sizes[i]);
    }
  }
}
