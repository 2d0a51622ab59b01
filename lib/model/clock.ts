/**
 * The time, as an argument: the worker passes the real one; tests and the backfill of the simulator pass their own.
 */
export interface Clock {
  now(): Date;
}
