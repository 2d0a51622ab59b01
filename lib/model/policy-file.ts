import { z } from 'zod';
import { Policy } from './policy.ts';
import { BalanceBy, Objective } from './policy-fields.ts';

const percent = z.number().min(1).max(100);

/**
 * The policy as people write it in a file (docs/snapshot.md). All fields are optional, and these are the defaults.
 * Its names and ranges are a public contract, and therefore differ from those of `policyFields`.
 */
export const PolicyFile = z.object({
  objective: Objective.default('relieve'),
  thresholds: z.object({ cpuPercent: percent.default(80), memoryPercent: percent.default(90) }).prefault({}),
  aggressiveness: z.number().int().min(1).max(5).default(3),
  maxMoves: z.number().int().nonnegative().nullable().default(20), // null: no limit
  minGain: z.number().nonnegative().nullable().default(null), // overrides aggressiveness
  simultaneousMovesPerHost: z.number().int().positive().default(2), // in and out together
  coolDownSeconds: z.number().nonnegative().default(1800),
  memoryOvercommit: z.number().min(1).max(10).default(1), // how many times a host's memory its VMs may have together
  balanceBy: BalanceBy.default('use'),
  targetPauseMs: z.number().min(10).max(1000).optional(), // of live migrations; left out: 300
  bandwidthCapMiBps: z.number().positive().max(1e6).optional(), // of each migration; left out: none
});
export type PolicyFile = z.infer<typeof PolicyFile>;

const defaults = Policy.parse({});

/** The policy of a file. Fields that a file cannot have get the product's defaults. */
export function policyFromFile(file: PolicyFile): Policy {
  const { thresholds, simultaneousMovesPerHost, targetPauseMs, bandwidthCapMiBps, ...alike } = file;
  return {
    ...defaults,
    ...alike,
    cpuThresholdPercent: thresholds.cpuPercent,
    memoryThresholdPercent: thresholds.memoryPercent,
    movesPerHost: simultaneousMovesPerHost,
    targetPauseMs: targetPauseMs ?? defaults.targetPauseMs,
    bandwidthCapMiBps: bandwidthCapMiBps ?? null,
  };
}
