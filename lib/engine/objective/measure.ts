/**
 * A figure of a placement that a search makes as small as it can. A step changes two hosts, so every measure keeps sums over
 * the hosts, and answers "what if these two had other loads" without looking at the rest.
 */
export interface Measure {
  /** What the search follows: the figure itself, or a smooth stand-in that also sees who comes next. */
  readonly value: number;

  /** What the plan is judged by. */
  readonly figure: number;

  /** The value if hosts `a` and `b` had these loads (fractions of what the reserve leaves). */
  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number;

  /** Hosts `a` and `b` have these loads from now on. */
  update(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): void;
}

/** The loads that a measure starts from. Hosts that are not counted (offline, or being emptied) weigh nothing. */
export interface Loads {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly isCounted: Uint8Array;
}
