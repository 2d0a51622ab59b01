import { z } from 'zod';
import { TimeZone } from './time-zone.ts';
import { WayOut, type WayOutBy, WaysOutBy } from './way-out.ts';
import { type WeeklyInterval, WeeklyIntervals } from './weekly-interval.ts';

/** What has priority when plans are compared. */
export const Objective = z.enum(['relieve', 'spread', 'peak']);
export type Objective = z.infer<typeof Objective>;

/** What is balanced: demand; the vCPUs and memory of running VMs; or their number. */
export const BalanceBy = z.enum(['use', 'assigned', 'count']);
export type BalanceBy = z.infer<typeof BalanceBy>;

/** The action for a live migration that copies without progress. */
export const StallAction = z.enum([
  'throttle', // the hypervisor slows the VM's CPUs down (auto-converge), so that it writes less; otherwise it is cancelled
  'quick', // the VM is paused, and the rest is copied during the pause
  'post-copy', // the VM runs at the destination and fetches the rest; it is lost if a host or the link fails before that
  'cancel', // it stays where it is
]);
export type StallAction = z.infer<typeof StallAction>;

/** What becomes of disks that only the host of a VM has. */
export const LocalDisks = z.enum([
  'stay', // they tie the VM to its host
  'take', // they are copied with the VM, where the hypervisor can
]);
export type LocalDisks = z.infer<typeof LocalDisks>;

/** What Dynamic Optimization does in a cluster. */
export const Mode = z.enum([
  'off', // nothing: no suggestions, and no moves
  'suggest', // suggestions, which people approve
  'urgent', // moves that relieve an overloaded host run automatically; the others are suggested
  'automatic', // all moves run automatically
]);
export type Mode = z.infer<typeof Mode>;

/** Whether hosts are relieved before an overload that their past makes likely. */
export const ForecastUse = z.enum(['off', 'relieve-early']);
export type ForecastUse = z.infer<typeof ForecastUse>;

/** What the cluster reserve binds: only what pages say, or also balancing and evacuations. */
export const ReserveUse = z.enum(['warn', 'keep']);
export type ReserveUse = z.infer<typeof ReserveUse>;

/** When a VM is started again after its host has died. */
export const RestartPriority = z.enum(['first', 'normal', 'last', 'never']);
export type RestartPriority = z.infer<typeof RestartPriority>;

/** Who starts the VMs of a dead host again. */
export const RestartMode = z.enum([
  'ask', // a person, who has answered for the host being off
  'proved', // Ballast, once a fence command or the driver has proved that the host is off
]);
export type RestartMode = z.infer<typeof RestartMode>;

/** More failures than this have too many combinations to search them all. */
const MAX_FAILURES = 2;

/**
 * Where a value may be set, the weakest first: later scopes override earlier ones. `group`: of clusters. `order`: given
 * with one order.
 */
export const PolicyScope = z.enum(['product', 'group', 'cluster', 'host', 'vm', 'order']);
export type PolicyScope = z.infer<typeof PolicyScope>;

type Unit =
  | 'percent'
  | 'seconds'
  | 'milliseconds'
  | 'MiB'
  | 'MiB/s'
  | 'cores'
  | 'moves'
  | 'VMs'
  | 'hosts'
  | 'times'
  | 'watts';

interface Field<Value, Otherwise> {
  readonly value: z.ZodType<Value>; // its range
  readonly otherwise: Otherwise; // the product's default; null if it is computed from the size
  readonly unit: Unit | null;
  readonly scopes: readonly PolicyScope[];
}

const forClusters = ['product', 'group', 'cluster'] as const;
const forVms = [...forClusters, 'vm'] as const;
const forOrders = [...forClusters, 'order'] as const;
const forVmsAndOrders = [...forVms, 'order'] as const;
const forHosts = [...forClusters, 'host'] as const;

function field<Value, const Otherwise extends Value | null>(
  value: z.ZodType<Value>,
  otherwise: Otherwise,
  unit: Unit | null,
  scopes: readonly PolicyScope[] = forClusters,
): Field<Value, Otherwise> {
  return { value, otherwise, unit, scopes };
}

const percent = z.number().min(1).max(100);
const share = z.number().min(0).max(90);
const limit = z.number().int().min(1).max(1000);
const watts = z.number().min(0).max(20_000);
const noIntervals: WeeklyInterval[] = [];
const noWays: WayOutBy[] = [];
const tolerated = z.number().int().min(1).max(1000);

/**
 * Every field of the policy: its range, the product's default, its unit, and its scopes. Its text is in the messages
 * `policy`, under the same name.
 */
export const policyFields = {
  // automation: what runs without a person, when, and when it stops until a person resumes it
  mode: field(Mode, 'suggest', null),
  holdSeconds: field(z.number().int().min(0).max(86_400), 0, 'seconds'), // so long a host must be overloaded, or the cluster uneven
  movesPerHour: field(limit.nullable(), 60, 'moves'), // that automation may begin in any hour; null: no limit
  windows: field(WeeklyIntervals, noIntervals, null), // when automation may act; none: always
  blackouts: field(WeeklyIntervals, noIntervals, null), // when it may not, whatever the windows say
  timeZone: field(TimeZone, 'UTC', null), // of both
  failuresBeforeStop: field(tolerated, 2, 'moves'), // failed moves of one automatic job
  errorFactorBeforeStop: field(z.number().min(1.5).max(100).nullable(), 3, 'times'), // the duration of a move, over its forecast
  foreignReturnsBeforeStop: field(tolerated.nullable(), 2, 'VMs'), // that Ballast moved and somebody else moved back within a day
  forecast: field(ForecastUse, 'off', null),

  // above these, of what the reserve leaves, a host is overloaded
  cpuThresholdPercent: field(percent, 80, 'percent'),
  memoryThresholdPercent: field(percent, 90, 'percent'),

  objective: field(Objective, 'relieve', null),
  balanceBy: field(BalanceBy, 'use', null),
  aggressiveness: field(z.number().int().min(1).max(5), 3, null),
  minGain: field(z.number().nonnegative().nullable(), null, null), // of each move, instead of the aggressiveness
  coolDownSeconds: field(z.number().nonnegative(), 3600, 'seconds', forVms), // no VM is balanced twice within this time, so none comes back

  // how the demand of a VM is smoothed: what loads and thresholds use, and what balancing and lasting relief use
  demandSeconds: field(z.number().int().min(15).max(3600), 60, 'seconds'), // time constant: after it 63 % of a step is included
  usualDemandSeconds: field(z.number().int().min(300).max(3600), 3600, 'seconds'), // bursts of minutes hardly show in an hour
  usualDemandPercentile: field(z.number().min(50).max(100).nullable(), null, 'percent'), // null: the average

  maxMoves: field(z.number().int().nonnegative().nullable(), 20, 'moves'), // of one plan; null: no limit
  movesPerHost: field(limit, 2, 'moves'), // at the same time, in and out together
  movesPerCluster: field(limit.nullable(), null, 'moves'), // null: no own limit
  movesPerNetwork: field(limit.nullable(), null, 'moves'), // over each migration network

  targetPauseMs: field(z.number().min(10).max(1000), 300, 'milliseconds', forVmsAndOrders), // of live migrations
  bandwidthCapMiBps: field(z.number().positive().max(1e6).nullable(), null, 'MiB/s', forOrders), // of each; null: none
  onStall: field(StallAction, 'throttle', null, forVmsAndOrders),
  localDisks: field(LocalDisks, 'stay', null, forVmsAndOrders),
  stallSeconds: field(z.number().int().min(5).max(3600), 60, 'seconds', forVms), // without making progress
  maxTries: field(z.number().int().min(1).max(10), 3, null, forVms), // of each move, for temporary failures

  // what a host reserves for itself, and what each VM needs besides its memory: lib/model/reserve.ts computes the defaults
  reserveCpuPercent: field(share, null, 'percent'),
  reserveMemoryPercent: field(share, null, 'percent'),
  reserveCores: field(z.number().min(0).max(1024), null, 'cores', ['host']),
  reserveMemoryMiB: field(z.number().int().min(0).max(1e7), null, 'MiB', ['host']),
  vmOverheadMiB: field(z.number().int().min(0).max(65_536), null, 'MiB', forVms),
  memoryOvercommit: field(z.number().min(1).max(10), 1, 'times'), // how many times a host's memory its VMs may have together

  // the cluster reserve: how many hosts may fail at once (docs/reserve.md)
  failuresToSurvive: field(z.number().int().min(0).max(MAX_FAILURES), 1, 'hosts'),
  keepReserve: field(ReserveUse, 'warn', null),

  // what happens after a host has died (docs/host-death.md)
  restartMode: field(RestartMode, 'ask', null),
  restartPriority: field(RestartPriority, 'normal', null, forVms),

  // what becomes of VMs that cannot leave a host which is emptied (docs/evacuation.md)
  stoppedCannotLeave: field(WayOut.extract(['ask', 'leave']), 'leave', null, forVms),
  runningCannotLeave: field(WayOut, 'ask', null, forVms),
  cannotLeaveBy: field(WaysOutBy, noWays, null), // the first that matches a VM comes before the two above, unless they are the VM's own
  shutDownSeconds: field(z.number().int().min(30).max(7200), 300, 'seconds', forVms), // for its guest

  // what a host draws: the savings of power optimization are computed from it
  idleWatts: field(watts, 150, 'watts', forHosts),
  busyWatts: field(watts, 300, 'watts', forHosts), // with all cores busy
};

export type PolicyField = keyof typeof policyFields;

export const policyNames = Object.keys(policyFields) as PolicyField[];

/** The fields that a scope may set. */
export const fieldsAt = (scope: PolicyScope): PolicyField[] =>
  policyNames.filter((name) => policyFields[name].scopes.includes(scope));

/** How a value of a field is entered: what a form needs to know. Limits are null where there are none. */
export type FieldInput =
  | { kind: 'number'; least: number | null; most: number | null; isWhole: boolean; takesNull: boolean }
  | { kind: 'choice'; options: readonly string[] }
  | { kind: 'intervals' }
  | { kind: 'ways' }
  | { kind: 'timeZone' };

/** The same, from the schema of the field. */
export function inputOf(name: PolicyField): FieldInput {
  const value: z.ZodType = policyFields[name].value;
  const takesNull = value instanceof z.ZodNullable;
  const inner = takesNull ? value.unwrap() : value;
  if (inner instanceof z.ZodNumber) {
    const limit = (given: number | null) => (given !== null && Math.abs(given) < MAX_LIMIT ? given : null);
    const isWhole = inner.format !== null;
    return { kind: 'number', least: limit(inner.minValue), most: limit(inner.maxValue), isWhole, takesNull };
  }
  if (inner instanceof z.ZodEnum) return { kind: 'choice', options: inner.options.map(String) };
  if (name === 'cannotLeaveBy') return { kind: 'ways' };
  return { kind: inner instanceof z.ZodArray ? 'intervals' : 'timeZone' };
}

/** What a schema of whole numbers assumes by itself is no limit to show. */
const MAX_LIMIT = Number.MAX_SAFE_INTEGER;
