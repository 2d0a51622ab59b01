import type { Clock } from '../../lib/model/clock.ts';

const QUIET_MS = 30_000;
const MAX_SHAPES = 1000;
const COMPARED = 500; // characters

/** A line without what differs between repetitions: times, numbers, ids. */
function shapeOf(line: string): string {
  return line.replace(/"time":"[^"]*"/, '').replace(/[0-9a-f]{8,}|\d+/g, '#');
}

/**
 * Passes a line unless one of the same shape occurred within half a minute, so that an outage does not fill the
 * screen.
 */
export class RepeatFilter {
  private readonly seenAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  isNew(line: string): boolean {
    const now = this.clock.now().getTime();
    for (const [shape, at] of this.seenAt) {
      if (Math.abs(now - at) <= QUIET_MS) break; // sorted by time
      this.seenAt.delete(shape);
    }
    const shape = shapeOf(line.slice(0, COMPARED));
    if (this.seenAt.has(shape) || this.seenAt.size >= MAX_SHAPES) return false;
    this.seenAt.set(shape, now);
    return true;
  }
}
