import { z } from 'zod';

/** What a guest reports about itself, as guest-load.c sends it. */
export const Heartbeat = z.object({
  guest: z.string(),
  seq: z.number(),
  bootId: z.string(),
  monotonicUs: z.number(),
  uptimeMs: z.number(),
  memoryMiB: z.number(),
  cpuPercent: z.number(),
  dirtyMiBps: z.number(),
  workingSetMiB: z.number(),
  everyMs: z.number(),
  writtenMiB: z.number(),
  memoryErrors: z.number(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** A heartbeat with its time of arrival: milliseconds since 1970 by a monotonic clock. */
export const SeenHeartbeat = Heartbeat.extend({ atMs: z.number() });
export type SeenHeartbeat = z.infer<typeof SeenHeartbeat>;

/** New settings for a guest, as `loadWords` writes them. */
export const Order = z.object({ guest: z.string(), words: z.string() });
export type Order = z.infer<typeof Order>;

/** What the witness reports about one guest in a window of time. */
export interface GuestReport {
  guest: string;
  /** Heartbeats that arrived in the window. */
  beats: number;
  /** Longest silence that overlaps the window, its ends included. A guest that is gone stays silent until the end. */
  longestGapMs: number;
  /**
   * Boot ids that were seen, in order, including the last one before the window. More than one means that the guest
   * was restarted.
   */
  bootIds: string[];
  /** Whether uptime and sequence only increased: the same kernel and the same process continued. */
  wentOn: boolean;
  /** Sequence numbers that never arrived. */
  lost: number;
  /** Pages that the guest found changed unexpectedly: memory that a migration corrupted. */
  memoryErrors: number;
  /** Its last uptime; 0 if it was never observed. */
  uptimeMs: number;
}

function longestGapMs(times: readonly number[], window: { fromMs: number; toMs: number }): number {
  const before = times.filter((time) => time < window.fromMs).slice(-1);
  const within = times.filter((time) => time >= window.fromMs && time <= window.toMs);
  const after = times.find((time) => time > window.toMs);
  const edges = [...(before.length > 0 ? before : [window.fromMs]), ...within, after ?? window.toMs];
  return edges.reduce((longest, time, index) => Math.max(longest, time - (edges[index - 1] ?? time)), 0);
}

/** Summarises one guest's heartbeats, in order of arrival, over a window. */
export function reportGuest(
  guest: string,
  beats: readonly SeenHeartbeat[],
  window: { fromMs: number; toMs: number },
): GuestReport {
  const within = beats.filter((beat) => beat.atMs >= window.fromMs && beat.atMs <= window.toMs);
  const before = beats.filter((beat) => beat.atMs < window.fromMs).slice(-1);
  const known = [...before, ...within]; // a restart at the very beginning is only visible by comparison with the time before
  const steps = known.slice(1).map((beat, index) => ({ beat, previous: known[index] ?? beat }));
  const last = within.at(-1);
  return {
    guest,
    beats: within.length,
    longestGapMs: Math.round(
      longestGapMs(
        beats.map((beat) => beat.atMs),
        window,
      ),
    ),
    bootIds: [...new Set(known.map((beat) => beat.bootId))],
    wentOn:
      within.length > 0 &&
      steps.every(({ beat, previous }) => beat.uptimeMs >= previous.uptimeMs && beat.seq > previous.seq),
    lost: steps.reduce((sum, { beat, previous }) => sum + Math.max(0, beat.seq - previous.seq - 1), 0),
    memoryErrors: last?.memoryErrors ?? 0,
    uptimeMs: last?.uptimeMs ?? 0,
  };
}
