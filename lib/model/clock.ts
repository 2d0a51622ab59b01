/** The time, as an argument: the worker passes the real one, tests and the simulator's past pass their own. */
export interface Clock {
  now(): Date;
}
