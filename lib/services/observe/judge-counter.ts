import { STALE_AFTER_INTERVALS } from '../../model/host.ts';

/** A counter at the last observation. */
export interface CounterBefore {
  value: number | null; // null: not reported, or nothing to compare with
  stillSince: Date | null; // since when it has had this value; null: it has increased
  at: Date | null;
}

/** `isRepeated`: it was not read again since, so that it is equal says nothing. */
export interface CounterReading {
  now: Date;
  intervalSeconds: number;
  isRepeated?: boolean;
}

export interface JudgedCounter {
  /** still: it has not increased; stuck: for so long that this is impossible; reset: it has decreased. */
  state: 'fine' | 'still' | 'stuck' | 'reset';
  stillSince: Date | null;
}

/** Hosts count in steps, so two readings within this time may be equal. */
const MIN_STEP_MS = 1000;

/** Judges a counter that increases all the time. What is derived from it counts only while it is fine. */
export function judgeCounter(
  value: number | null | undefined,
  before: CounterBefore,
  { now, intervalSeconds, isRepeated = false }: CounterReading,
): JudgedCounter {
  if (value == null || before.value === null) return { state: 'fine', stillSince: null };
  if (value < before.value) return { state: 'reset', stillSince: null };
  if (value > before.value) return { state: 'fine', stillSince: null };
  if (isRepeated && before.stillSince === null) return { state: 'fine', stillSince: null };
  const known = before.stillSince ?? before.at ?? now;
  const stillSince = known < now ? known : now; // a clock may have been ahead
  const stillMs = now.getTime() - stillSince.getTime();
  if (before.stillSince === null && stillMs < MIN_STEP_MS) return { state: 'fine', stillSince: null };
  const isStuck = stillMs >= STALE_AFTER_INTERVALS * intervalSeconds * 1000;
  return { state: isStuck ? 'stuck' : 'still', stillSince };
}
