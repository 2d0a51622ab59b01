import { z } from 'zod';
import { StoredReserve } from '../model/cluster-reserve.ts';
import { MoveLeftOut, SeenCluster } from '../model/evaluation.ts';
import { StoredFacts } from '../model/facts.ts';
import { FiguresSource } from '../model/figures-source.ts';
import { HugePagePool } from '../model/host.ts';
import { HostAlarms } from '../model/host-alarm.ts';
import { HostError } from '../model/host-error.ts';
import { HostSigns } from '../model/host-sign.ts';
import { LearnedLink, LearnedWrites } from '../model/learned.ts';
import { StoredLesson } from '../model/lesson.ts';
import { ManagerOrder } from '../model/manager-maintenance.ts';
import { ManagerRule } from '../model/manager-rule.ts';
import { MoveForecast } from '../model/move-forecast.ts';
import { OtherBalancer } from '../model/other-balancer.ts';
import { PatchForecast } from '../model/patch-run.ts';
import { ClusterFigures, Plan, PlannedMove, Reason } from '../model/plan.ts';
import { PlanOutcome } from '../model/plan-outcome.ts';
import { MovePolicy, Policy, PolicyPatch } from '../model/policy.ts';
import { ReadinessReport } from '../model/readiness.ts';
import { Basis } from '../model/refusal-basis.ts';
import { Snapshot } from '../model/snapshot.ts';
import { TriedDestination } from '../model/tried-destination.ts';
import { Tie } from '../model/vm.ts';
import { VmDoubts } from '../model/vm-doubt.ts';
import { WatchMemory } from '../model/watch-memory.ts';
import { WeeklyIntervals } from '../model/weekly-interval.ts';
import { StoredPlacements, StoredProgress, StoredStatistics } from './stored-migration.ts';

/**
 * How a JSON column is read. With `otherwise`, an invalid value is reported and replaced by it; without, it throws
 * when it is accessed.
 */
export interface JsonColumn<T> {
  schema: z.ZodType<T>;
  otherwise?: { value: T };
}

const strict = <T>(schema: z.ZodType<T>): JsonColumn<T> => ({ schema });
const lenient = <T>(schema: z.ZodType<T>, value: T): JsonColumn<T> => ({ schema, otherwise: { value } });

/** A VM whose ties cannot be read counts as tied: it is better that a VM stays than that it is lost. */
const unreadTies: Tie[] = [{ kind: 'tied', name: '-', blocks: ['live', 'quick', 'offline'] }];
/** A host whose alarms cannot be read is neither source nor destination until it is observed again. */
const unreadAlarms: z.output<typeof HostAlarms> = [
  { code: 'vms-unknown-size', facts: { count: 0, names: '-' } },
];

/**
 * The content of each JSON column, by table; no other file knows it. Columns that a plan or an order depends on are
 * strict. The others are only shown, learned from or observed again, so an invalid value must not affect the rest of
 * the row. Drivers parse `driverConfig` and the simulator's commands themselves.
 */
export const jsonColumns = {
  cluster: {
    balancer: lenient(OtherBalancer.nullable(), null),
    managerRules: strict(z.array(ManagerRule)),
    driverConfig: lenient(z.record(z.string(), z.unknown()), {}),
    learned: lenient(z.array(LearnedLink).nullable(), null),
    lastPlanOutcome: lenient(PlanOutcome.nullable(), null),
    reserve: lenient(StoredReserve.nullable(), null),
  },
  figuresSource: { source: strict(FiguresSource) },
  host: {
    managerOrder: lenient(ManagerOrder.nullable(), null),
    lastError: lenient(HostError.nullable(), null),
    alarms: lenient(HostAlarms, unreadAlarms),
    hugePages: lenient(z.array(HugePagePool).nullable(), null),
  },
  outage: { signs: lenient(HostSigns, []) },
  vm: {
    learned: lenient(LearnedWrites.nullable(), null),
    ties: lenient(z.array(Tie), unreadTies),
    doubts: lenient(VmDoubts, []),
  },
  policy: {
    patch: strict(PolicyPatch),
  },
  plan: {
    snapshot: strict(Snapshot),
    policy: strict(Policy),
    before: strict(ClusterFigures),
    after: strict(ClusterFigures),
    rejections: strict(Plan.shape.rejections),
  },
  powerStep: { facts: lenient(StoredFacts.nullable(), null) },
  refusal: {
    facts: lenient(StoredFacts, {}),
    basis: lenient(Basis.nullable(), null),
  },
  move: {
    reason: strict(Reason),
    options: strict(MovePolicy),
    after: strict(PlannedMove.shape.after),
    forecast: lenient(MoveForecast.nullable(), null),
    facts: lenient(StoredFacts.nullable(), null),
    tried: lenient(z.array(TriedDestination), []),
    progress: lenient(StoredProgress.nullable(), null),
    watch: lenient(WatchMemory.nullable(), null),
    statistics: lenient(StoredStatistics.nullable(), null),
    lesson: lenient(StoredLesson.nullable(), null),
    seen: lenient(StoredPlacements.nullable(), null),
  },
  patchRun: {
    windows: strict(WeeklyIntervals), // an unreadable one must not count as always open
  },
  patchHost: {
    forecast: strict(PatchForecast),
    facts: lenient(StoredFacts.nullable(), null),
  },
  readiness: {
    report: lenient(ReadinessReport.nullable(), null),
    facts: lenient(StoredFacts.nullable(), null),
  },
  testMigration: {
    facts: lenient(StoredFacts.nullable(), null),
  },
  automationStop: {
    facts: lenient(StoredFacts, {}),
  },
  evaluation: {
    facts: lenient(StoredFacts, {}),
    seen: lenient(SeenCluster.nullable(), null),
    leftOut: lenient(MoveLeftOut.nullable(), null),
  },
  event: {
    facts: lenient(StoredFacts, {}),
  },
  auditEntry: {
    details: lenient(z.record(z.string(), z.unknown()), {}),
  },
};

export type JsonTables = typeof jsonColumns;
export type JsonTable = keyof JsonTables;

/** The type of a JSON column of a table, as it is read and written. */
export type JsonValueOf<Column> = Column extends JsonColumn<infer T> ? T : never;
