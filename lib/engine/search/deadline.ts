/** The time limit of a plan. The engine has no clock of its own: a plan with a time limit is not reproducible. */
export interface TimeBudget {
  readonly milliseconds: number;
  readonly now: () => number; // milliseconds, from any beginning; must not run backwards
}

/** Reading the clock takes longer than evaluating a placement, so it is read once in this many steps. */
const STEPS_BETWEEN_CLOCK_READS = 4096;

/** Whether the time is over; may be asked as often as needed. */
export class Deadline {
  private readonly end: number;
  private nextAsking = 0;
  isOver = false;

  constructor(private readonly budget: TimeBudget) {
    this.end = budget.now() + budget.milliseconds;
  }

  /** `spent`: placements evaluated so far. Once over, it stays over. */
  isPast(spent: number): boolean {
    if (!this.isOver && spent >= this.nextAsking) {
      this.nextAsking = spent + STEPS_BETWEEN_CLOCK_READS;
      this.isOver = this.budget.now() >= this.end;
    }
    return this.isOver;
  }
}
