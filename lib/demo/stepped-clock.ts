import type { Clock } from '../model/clock.ts';

/** A clock that shows the time that it is set to. */
export class SteppedClock implements Clock {
  constructor(private at: Date) {}

  now = (): Date => this.at;

  set(at: Date): void {
    this.at = at;
  }

  /** Also back, with a negative number. */
  pass(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000);
  }
}
