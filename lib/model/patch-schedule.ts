import { type Calendar, nextOpening } from './calendar.ts';
import type { PatchBack, PatchForecast, PatchPhase } from './patch-run.ts';

/** Between two phases: a worker sees the end of one and begins the next. */
const BETWEEN_SECONDS = 5;

/** How long a step takes, from its begin until its host is back, and how that is known. */
export type StepTime = Pick<PatchForecast, 'stepSeconds' | 'basis'>;

/** The moves that empty a host, and how long they take. */
export interface EmptyingTime {
  vms: number;
  moves: number;
  moveSeconds: number;
}

/** A host as a whole. VMs come back over the same links as they left, so that takes as long. */
export function forecastPatchHost(
  { vms, moves, moveSeconds }: EmptyingTime,
  { step, back, intervalSeconds }: { step: StepTime; back: PatchBack; intervalSeconds: number },
): PatchForecast {
  const comesBack = back === 'before' && moves > 0;
  return {
    vms,
    moves,
    evacuateSeconds: moveSeconds + BETWEEN_SECONDS,
    stepSeconds: step.stepSeconds + BETWEEN_SECONDS,
    // it is back with the first sample that was taken since
    backSeconds:
      Math.min(2 * BETWEEN_SECONDS, intervalSeconds) + (comesBack ? moveSeconds + BETWEEN_SECONDS : 0),
    basis: step.basis,
  };
}

/** Since when a host is in its phase, and what it was expected to take. */
export interface ScheduledHost {
  phase: PatchPhase;
  since: Date | null;
  forecast: PatchForecast;
}

export interface PatchSchedule {
  endsAt: Date | null; // null: its windows never open again
  hosts: { beginsAt: Date | null; endsAt: Date | null }[]; // in the order given; of those that are over, null
}

type Part = 'evacuateSeconds' | 'stepSeconds' | 'backSeconds';
const PARTS: readonly Part[] = ['evacuateSeconds', 'stepSeconds', 'backSeconds'];

/** The first part that a host has not finished in each phase; null: it is over, or waits for a person. */
const partOf: Record<PatchPhase, Part | null> = {
  waiting: 'evacuateSeconds',
  evacuating: 'evacuateSeconds',
  ready: 'stepSeconds',
  starting: 'stepSeconds',
  stepping: 'stepSeconds',
  returning: 'stepSeconds',
  confirming: 'backSeconds',
  refilling: 'backSeconds',
  done: null,
  failed: null,
  skipped: null,
};

/** Seconds that a host still takes. A part that takes longer than expected takes no less than nothing more. */
export function secondsLeft({ phase, since, forecast }: ScheduledHost, now: Date): number {
  const current = partOf[phase];
  if (current === null) return 0;
  const passed = since === null ? 0 : (now.getTime() - since.getTime()) / 1000;
  const [first = 0, ...later] = PARTS.slice(PARTS.indexOf(current)).map((part) => forecast[part]);
  return Math.max(0, first - Math.max(0, passed)) + later.reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * When each host begins and ends if `atOnce` of them are away at most, in the order given: each begins as soon as one before it has ended and
 * a window is open. Pure.
 */
export function schedulePatch(
  hosts: readonly ScheduledHost[],
  { atOnce, calendar, now }: { atOnce: number; calendar: Calendar; now: Date },
): PatchSchedule {
  const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);
  const isWaiting = ({ phase }: ScheduledHost) => phase === 'waiting';
  const slots: (Date | null)[] = [];
  const ends = new Map<ScheduledHost, { beginsAt: Date | null; endsAt: Date | null }>();
  for (const host of hosts) {
    if (isWaiting(host) || partOf[host.phase] === null) continue;
    const endsAt = after(now, secondsLeft(host, now));
    slots.push(endsAt);
    ends.set(host, { beginsAt: null, endsAt });
  }
  while (slots.length < Math.max(1, atOnce)) slots.push(now);
  for (const host of hosts.filter(isWaiting)) {
    slots.sort((a, b) => (a?.getTime() ?? Infinity) - (b?.getTime() ?? Infinity));
    const free = slots[0] ?? null;
    const beginsAt = free === null ? null : nextOpening(free, calendar);
    const endsAt =
      beginsAt === null ? null : after(beginsAt, secondsLeft({ ...host, since: null }, beginsAt));
    slots[0] = endsAt;
    ends.set(host, { beginsAt, endsAt });
  }
  const all = [...ends.values()].map(({ endsAt }) => endsAt);
  return {
    endsAt: all.reduce<Date | null>(
      (last, end) => (last === null || end === null || end > last ? end : last),
      now,
    ),
    hosts: hosts.map((host) => ends.get(host) ?? { beginsAt: null, endsAt: null }),
  };
}
