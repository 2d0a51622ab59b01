import { z } from 'zod';
import type { MigrationProgress, MigrationStatistics, Placement } from '../model/ports.ts';

const known = z.number().nullable();

/** `move.progress`: the last reading of the hypervisor. */
export const StoredProgress = z.object({
  elapsedMs: z.number(),
  fraction: known.default(null), // rows of before it was reported have none
  bytesTotal: known,
  bytesProcessed: known,
  bytesRemaining: known,
  round: known,
  bandwidthMiBps: known,
  dirtyMiBps: known,
  throttlePercent: known,
}) satisfies z.ZodType<MigrationProgress>;

/** `move.statistics`: what it said at the end. */
export const StoredStatistics = z.object({
  elapsedMs: z.number(),
  downtimeMs: known,
  bytesProcessed: known,
  rounds: known,
  setupMs: known,
  memoryMiB: known,
  touchedMiB: known.optional(),
  bandwidthMiBps: known,
  diskBytes: known.optional(),
  dirtyMiBps: known,
  reported: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<MigrationStatistics>;

/** `move.seen`: what both hosts reported about the VM afterwards. */
export const StoredPlacements = z.array(
  z.object({
    hostId: z.string(),
    state: z.enum(['running', 'paused', 'stopped', 'incoming', 'absent', 'unreachable']),
  }) satisfies z.ZodType<Placement>,
);
