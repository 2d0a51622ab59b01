/** How much of something may be done at the same time, and how many may wait for it. */
interface TurnLimits {
  atOnce: number;
  waiting: number;
  waitingOfOne: number; // of one who: nobody fills the queue alone
}

/** Lets so many through at once, in the order in which they came, and turns away who would have to wait for too long. */
export class Turns {
  private running = 0;
  private readonly queue: { who: string; begin: () => void }[] = [];

  constructor(private readonly limits: TurnLimits) {}

  /** Does the work when it is its turn. Null: the queue is full, and nothing was done. */
  async take<T>(who: string, work: () => Promise<T>): Promise<{ value: T } | null> {
    if (this.running >= this.limits.atOnce) {
      const ofOne = this.queue.filter((waiting) => waiting.who === who).length;
      if (this.queue.length >= this.limits.waiting || ofOne >= this.limits.waitingOfOne) return null;
      await new Promise<void>((begin) => this.queue.push({ who, begin })); // whoever ends hands on their place
    } else {
      this.running += 1;
    }
    try {
      return { value: await work() };
    } finally {
      const next = this.queue.shift();
      if (next) next.begin();
      else this.running -= 1;
    }
  }
}
