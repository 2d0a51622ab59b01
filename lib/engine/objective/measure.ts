/**
 * A figure of a placement that a search makes as small as it can. A move changes two hosts, so every measure keeps sums over
 * the hosts and answers "what if these two had other loads" without looking at the rest.
 */
export interface Measure {
  readonly value: number;

  /** The figure if hosts `a` and `b` had these loads (fractions of what the reserve leaves). */
  valueAfter(a: number, cpuA: number, memoryA: number, b: number, cpuB: number, memoryB: number): number;

  /** Host `host` has these loads from now on. */
  update(host: number, cpu: number, memory: number): void;
}

/** The loads that a measure starts from. Hosts that are not counted (offline, or being emptied) weigh nothing. */
export interface Loads {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly isCounted: Uint8Array;
}
