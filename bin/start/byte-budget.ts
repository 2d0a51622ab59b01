import type { Clock } from '../../lib/model/clock.ts';

const HOUR_MS = 3_600_000;

/** At most this many bytes within any hour: half of them at once, the other half over time. */
export class ByteBudget {
  private left: number;
  private at: number;

  constructor(
    private readonly bytesAnHour: number,
    private readonly clock: Clock,
  ) {
    this.left = bytesAnHour / 2;
    this.at = clock.now().getTime();
  }

  /** Takes them if they are there. */
  take(bytes: number): boolean {
    const now = this.clock.now().getTime();
    const passedMs = Math.max(0, now - this.at); // a clock that is set back changes nothing
    this.at = now;
    const half = this.bytesAnHour / 2;
    this.left = Math.min(half, this.left + (half * passedMs) / HOUR_MS);
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }
}
