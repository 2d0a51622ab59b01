import { z } from 'zod';

/** One reading of a running migration, as the driver reports it. */
export const Reading = z.object({
  elapsedMs: z.number(),
  bytesRemaining: z.number(),
  bytesProcessed: z.number(),
  round: z.number(),
  bandwidthMiBps: z.number(),
  dirtyMiBps: z.number(),
});
export type Reading = z.infer<typeof Reading>;

const known = z.number().nullable();

/** The hypervisor's figures at the end, as in MigrationStatistics. */
export const Ended = z.object({
  elapsedMs: z.number(),
  downtimeMs: known,
  bytesProcessed: known,
  rounds: known,
  setupMs: known,
  memoryMiB: known,
  touchedMiB: known,
  bandwidthMiBps: known,
  dirtyMiBps: known,
  reported: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Ended = z.infer<typeof Ended>;

/** One real migration: the order, what was known of the VM before it, and its progress and result. */
export const Observation = z.object({
  at: z.iso.datetime(),
  case: z.string(), // the same for equal moves: guest, bandwidth limit and target pause
  vm: z.string(),
  memoryMiB: z.number(),
  writes: z.object({ dirtyMiBps: z.number(), workingSetMiB: z.number() }), // setting of the guest: for output, not for forecasts
  from: z.string(),
  to: z.string(),
  capMiBps: known,
  targetPauseMs: z.number(),
  before: z.object({
    memoryUsedMiB: known,
    residentMiB: known.default(null),
    dirtyMiBps: known,
    workingSetMiB: known,
  }),
  outcome: z.enum(['completed', 'cancelled']),
  track: z.array(Reading),
  ended: Ended.nullable(),
  heartbeatGapMs: known,
});
export type Observation = z.infer<typeof Observation>;

const Measured = z.object({ seconds: z.number(), dirtiedMiB: z.number() });

/** The file of `--save` and `--from`. */
export const Observations = z.object({
  takenAt: z.iso.datetime(),
  seed: z.number(),
  loadAverage: z.number(), // of the machine, the maximum during all migrations
  observations: z.array(Observation),
  /** What was measured of each guest before its first migration. */
  measured: z.record(z.string(), z.array(Measured)).default({}),
  /** By how much the guests wrote less while they were measured, as a share; null: not measured. */
  slowedBy: z.number().nullable().default(null),
  gapMs: z.object({ before: z.number(), meanwhile: z.number() }).nullable().default(null), // longest silences
});
export type Observations = z.infer<typeof Observations>;
