/** Time that a caller gives to a plan. The engine has no clock of its own: a plan in time is not reproducible, and says so. */
export interface TimeBudget {
  readonly milliseconds: number;
  readonly now: () => number; // milliseconds, from any beginning; must not run backwards
}

/** Asking for the time takes longer than looking at a placement, so it is asked once in as many steps. */
const STEPS_BETWEEN_CLOCK_READS = 4096;

/** Whether the time is out, asked as often as one likes. */
export class Deadline {
  private readonly end: number;
  private nextAsking = 0;
  isOver = false;

  constructor(private readonly budget: TimeBudget) {
    this.end = budget.now() + budget.milliseconds;
  }

  /** `spent`: placements looked at so far. Once over, it stays over. */
  isPast(spent: number): boolean {
    if (!this.isOver && spent >= this.nextAsking) {
      this.nextAsking = spent + STEPS_BETWEEN_CLOCK_READS;
      this.isOver = this.budget.now() >= this.end;
    }
    return this.isOver;
  }
}
