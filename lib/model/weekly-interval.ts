import { z } from 'zod';

/** A time of day, 00:00 to 23:59. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * A part of every week, by the clocks of a time zone: it begins on each of these days (0 is Sunday) at `from` and ends at
 * `to`, on the next day if that is not later.
 */
export const WeeklyInterval = z.object({
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  from: TimeOfDay,
  to: TimeOfDay,
});
export type WeeklyInterval = z.infer<typeof WeeklyInterval>;

export const MAX_WEEKLY_INTERVALS = 50;
export const WeeklyIntervals = z.array(WeeklyInterval).max(MAX_WEEKLY_INTERVALS);
