import type { Clock } from '../../lib/model/clock.ts';

const QUIET_MS = 30_000;
const MAX_SHAPES = 1000;
const COMPARED = 500; // characters

/** A line with what differs between its repetitions taken out: times, numbers, identities. */
function shapeOf(line: string): string {
  return line.replace(/"time":"[^"]*"/, '').replace(/[0-9a-f]{8,}|\d+/g, '#');
}

/** Lets a line through unless one of the same shape was there within half a minute: an outage fills no screen. */
export class RepeatFilter {
  private readonly seenAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  isNew(line: string): boolean {
    const now = this.clock.now().getTime();
    for (const [shape, at] of this.seenAt) {
      if (Math.abs(now - at) <= QUIET_MS) break; // they stand in the order of their times
      this.seenAt.delete(shape);
    }
    const shape = shapeOf(line.slice(0, COMPARED));
    if (this.seenAt.has(shape) || this.seenAt.size >= MAX_SHAPES) return false;
    this.seenAt.set(shape, now);
    return true;
  }
}
