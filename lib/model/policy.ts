import { z } from 'zod';

export const Objective = z.enum(['relieve', 'spread', 'peak']);
export type Objective = z.infer<typeof Objective>;

/** What evens out: demand; the vCPUs and memory of running VMs; or their number. */
export const BalanceBy = z.enum(['use', 'assigned', 'count']);
export type BalanceBy = z.infer<typeof BalanceBy>;

const percent = z.number().min(1).max(100);

/** Above these, in per cent of what the reserve leaves, a host is overloaded. */
export const Thresholds = z.object({ cpuPercent: percent.default(80), memoryPercent: percent.default(90) });
export type Thresholds = z.infer<typeof Thresholds>;

/** What we want. All fields are optional in a file; these are the defaults. */
export const Policy = z.object({
  objective: Objective.default('relieve'),
  thresholds: Thresholds.prefault({}),
  aggressiveness: z.number().int().min(1).max(5).default(3),
  maxMoves: z.number().int().nonnegative().nullable().default(20), // null: no limit
  minGain: z.number().nonnegative().nullable().default(null), // overrides aggressiveness
  simultaneousMovesPerHost: z.number().int().positive().default(2), // in and out together
  coolDownSeconds: z.number().nonnegative().default(1800),
  memoryOvercommit: z.number().min(1).max(10).default(1), // times a host's memory that its VMs may hold together
  balanceBy: BalanceBy.default('use'),
  targetPauseMs: z.number().min(10).max(1000).optional(), // of live migrations; left out: 300
  bandwidthCapMiBps: z.number().positive().max(1e6).optional(), // of each migration; left out: none
});
export type Policy = z.infer<typeof Policy>;

/** The least fall of spread that a move must bring, by aggressiveness 1 to 5. */
export const leastGainByAggressiveness: Record<number, number> = {
  1: 0.05,
  2: 0.03,
  3: 0.01,
  4: 0.005,
  5: 0.002,
};
