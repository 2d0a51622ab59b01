import type { Clock } from '../model/clock.ts';

/** The time of this machine. */
export const systemClock: Clock = { now: () => new Date() };
