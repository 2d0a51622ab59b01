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

export interface Worth {
  readonly leastGain: number; // for each moved VM
  readonly gap: number; // for each unit of load that it takes along, in fractions of a host
}

/**
 * What a move must be worth by aggressiveness, judged on its two hosts alone. A VM that takes x of a host's load to one that has
 * d less makes the squares of both smaller by 2 x (d - x); half of that, less `gap` times x, summed over CPU and memory, must
 * reach `leastGain`. Roughly: hosts less than `gap` apart exchange nothing, and large VMs need a little more than small ones.
 */
export const worthByAggressiveness: Record<number, Worth> & { 3: Worth } = {
  1: { leastGain: 0.008, gap: 0.3 },
  2: { leastGain: 0.005, gap: 0.22 },
  3: { leastGain: 0.003, gap: 0.14 },
  4: { leastGain: 0.001, gap: 0.08 },
  5: { leastGain: 0.0003, gap: 0.03 },
};

/** By how much spread a suggestion that waits may fall short of a newer one, by aggressiveness 1 to 5. */
export const toleratedSpreadByAggressiveness: Record<number, number> = {
  1: 0.1,
  2: 0.06,
  3: 0.02,
  4: 0.01,
  5: 0.004,
};
