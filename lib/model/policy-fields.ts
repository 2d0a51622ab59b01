import { z } from 'zod';

/** What counts first when loads are judged. */
export const Objective = z.enum(['relieve', 'spread', 'peak']);
export type Objective = z.infer<typeof Objective>;

/** What evens out: demand; the vCPUs and memory of running VMs; or their number. */
export const BalanceBy = z.enum(['use', 'assigned', 'count']);
export type BalanceBy = z.infer<typeof BalanceBy>;

/** What is done about a live migration that copies without getting nearer to its end. */
export const StallAction = z.enum([
  'throttle', // the hypervisor slows the VM's CPUs down (auto-converge), so that it writes less; else it is cancelled
  'quick', // the VM is paused, and the rest copied while it is paused
  'post-copy', // the VM keeps running at the destination and fetches the rest from there; lost if a host or the link fails meanwhile
  'cancel', // it stays where it is
]);
export type StallAction = z.infer<typeof StallAction>;

/** Where a value may be said, the weakest first: what stands further down comes before it. `order`: asked with one order. */
export const PolicyScope = z.enum(['cluster', 'host', 'vm', 'order']);
export type PolicyScope = z.infer<typeof PolicyScope>;

type Unit = 'percent' | 'seconds' | 'milliseconds' | 'MiB' | 'MiB/s' | 'cores' | 'moves' | 'times';

interface Field<Value, Otherwise> {
  readonly value: z.ZodType<Value>; // its range
  readonly otherwise: Otherwise; // the product's default; null where it is worked out by size
  readonly unit: Unit | null;
  readonly scopes: readonly PolicyScope[];
}

function field<Value, const Otherwise extends Value | null>(
  value: z.ZodType<Value>,
  otherwise: Otherwise,
  unit: Unit | null,
  scopes: readonly PolicyScope[] = ['cluster'],
): Field<Value, Otherwise> {
  return { value, otherwise, unit, scopes };
}

const percent = z.number().min(1).max(100);
const share = z.number().min(0).max(90);
const limit = z.number().int().min(1).max(1000);
const forOrders = ['cluster', 'order'] as const;

/**
 * Every value of the policy: its range, the product's default, its unit, and where it may be said. What it means stands in the
 * messages `policy`, under the same name.
 */
export const policyFields = {
  // above these, of what the reserve leaves, a host is overloaded
  cpuThresholdPercent: field(percent, 80, 'percent'),
  memoryThresholdPercent: field(percent, 90, 'percent'),

  objective: field(Objective, 'relieve', null),
  balanceBy: field(BalanceBy, 'use', null),
  aggressiveness: field(z.number().int().min(1).max(5), 3, null),
  minGain: field(z.number().nonnegative().nullable(), null, null), // of each move, instead of what the aggressiveness wants
  coolDownSeconds: field(z.number().nonnegative(), 3600, 'seconds'), // in which no VM moves twice, so none comes back

  maxMoves: field(z.number().int().nonnegative().nullable(), 20, 'moves'), // of one plan; null: no limit
  movesPerHost: field(limit, 2, 'moves'), // at the same time, in and out together
  movesPerCluster: field(limit.nullable(), null, 'moves'), // null: no limit of its own
  movesPerNetwork: field(limit.nullable(), null, 'moves'), // over each migration network

  targetPauseMs: field(z.number().min(10).max(1000), 300, 'milliseconds', forOrders), // of live migrations, at their end
  bandwidthCapMiBps: field(z.number().positive().max(1e6).nullable(), null, 'MiB/s', forOrders), // of each; null: none
  onStall: field(StallAction, 'throttle', null, forOrders),
  stallSeconds: field(z.number().int().min(5).max(3600), 60, 'seconds'), // without getting nearer to its end
  maxTries: field(z.number().int().min(1).max(10), 3, null), // of each move, for causes that can pass

  // what a host keeps for itself, and what each VM needs besides its memory: by default as lib/model/reserve.ts works it out
  reserveCpuPercent: field(share, null, 'percent'),
  reserveMemoryPercent: field(share, null, 'percent'),
  reserveCores: field(z.number().min(0).max(1024), null, 'cores', ['host']),
  reserveMemoryMiB: field(z.number().int().min(0).max(1e7), null, 'MiB', ['host']),
  vmOverheadMiB: field(z.number().int().min(0).max(65_536), null, 'MiB'),
  memoryOvercommit: field(z.number().min(1).max(10), 1, 'times'), // a host's memory that its VMs may hold together
};

export type PolicyField = keyof typeof policyFields;

export const policyNames = Object.keys(policyFields) as PolicyField[];

/** The fields that may be said at a scope. */
export const fieldsAt = (scope: PolicyScope): PolicyField[] =>
  policyNames.filter((name) => policyFields[name].scopes.includes(scope));
