/**
 * A figure of a placement that a search minimizes. A step changes two hosts, so every measure keeps sums over the
 * hosts, and can evaluate other loads of two hosts without reading the rest.
 */
export interface Measure {
  /**
   * The value that the search follows: the figure itself, or a smooth approximation that also depends on the next
   * fullest hosts.
   */
  readonly value: number;

  /** What the plan is judged by. */
  readonly figure: number;

  /** The value if hosts `a` and `b` had these loads (fractions of what the reserve leaves). */
  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number;

  /** Sets the loads of hosts `a` and `b`. */
  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void;
}

/** The initial loads of a measure. Hosts that are not counted (offline, or being emptied) have weight 0. */
export interface Loads {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly isCounted: Uint8Array;
}
