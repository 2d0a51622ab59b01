/** How much work of one kind may be done at the same time, and how much may wait. */
interface TurnLimits {
  atOnce: number;
  waiting: number;
  waitingOfOne: number; // of one client, so that nobody fills the queue alone
}

interface Waiting {
  who: string;
  begin: () => void;
}

/**
 * Lets this many through at the same time, in the order in which they came, and rejects those that would wait too
 * long. Those that come `first` wait in a separate queue, which is served before the other, so that many others
 * cannot keep them out.
 */
export class Turns {
  private running = 0;
  private readonly first: Waiting[] = [];
  private readonly others: Waiting[] = [];

  constructor(private readonly limits: TurnLimits) {}

  /** Does the work when it is its turn. Null: the queue is full, and nothing was done. */
  async take<T>(who: string, work: () => Promise<T>, isFirst = false): Promise<{ value: T } | null> {
    if (this.running >= this.limits.atOnce) {
      const queue = isFirst ? this.first : this.others;
      const ofOne = queue.filter((waiting) => waiting.who === who).length;
      if (queue.length >= this.limits.waiting || ofOne >= this.limits.waitingOfOne) return null;
      await new Promise<void>((begin) => queue.push({ who, begin })); // a finished task passes its place on
    } else {
      this.running += 1;
    }
    try {
      return { value: await work() };
    } finally {
      const next = this.first.shift() ?? this.others.shift();
      if (next) next.begin();
      else this.running -= 1;
    }
  }
}
