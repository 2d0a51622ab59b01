import { Links, routeBetween } from '../../../lib/engine/cluster/route.ts';
import { predictMove } from '../../../lib/engine/forecast/predict-move.ts';
import type { LearnedWrites } from '../../../lib/model/learned.ts';
import type { Lesson } from '../../../lib/model/lesson.ts';
import { Policy } from '../../../lib/model/policy.ts';
import { Snapshot, type SnapshotInput } from '../../../lib/model/snapshot.ts';
import { calibrate } from '../../../lib/precopy/calibrate.ts';
import { learnWrites } from '../../../lib/precopy/learn-writes.ts';
import { lessonOf } from '../../../lib/precopy/lesson.ts';
import type { PrecopyPrediction } from '../../../lib/precopy/predict.ts';
import { snapshotLinks, snapshotWrites } from '../../../lib/services/forecasts/learned.ts';
import type { Observation, Observations } from './observation.ts';

/** Shorter moves and moves without a bandwidth limit are not evaluated, because fixed costs and noise dominate them. */
const MIN_SECONDS = 5;
/** The executor stores a point a second of each curve. */
const TRACK_EVERY_MS = 950;

const BYTES_PER_MIB = 1024 * 1024;

export const measures = ['duration', 'bytes', 'pause'] as const;
export type Measure = (typeof measures)[number];

export interface Errors {
  medianError: number;
  p90Error: number;
}

export interface JudgedMove {
  observation: Observation;
  predicted: PrecopyPrediction;
}

export interface Judgement {
  taught: number;
  judged: number; // completed moves with a bandwidth limit that took MIN_SECONDS or more
  errors: Record<Measure, Errors>;
  /** The error of each move compared with the median of the moves equal to it. No forecast can be better. */
  floor: Record<Measure, Errors> & { moves: number };
  /** The error for VMs without known migrations: from other VMs' moves over the same links, and their measured writes. */
  firstTime: Record<Measure, Errors>;
  verdicts: {
    falseConverges: number; // forecast to converge, and did not
    trueStuck: number;
    falseStuck: number; // forecast not to converge, and did
    trueConverges: number;
  };
  /** The same for VMs without known migrations. */
  firstVerdicts: Judgement['verdicts'];
  /** What measuring the writes cost the guests; null: not measured. */
  slowedBy: number | null;
  gapMs: { before: number; meanwhile: number } | null;
  moves: JudgedMove[];
}

type Seen = Pick<Observations, 'observations'> &
  Partial<Pick<Observations, 'measured' | 'slowedBy' | 'gapMs'>>;

/**
 * Every second migration of each guest is used for training. The others are evaluated: they are forecast as the
 * product does, from the trained model.
 */
export function judge({ observations, measured = {}, slowedBy = null, gapMs = null }: Seen): Judgement {
  const { taught, rest } = halve(observations);
  const lessons = taught.map(lessonFrom);
  const nowMs = Math.max(...lessons.map((lesson) => lesson.endedAtMs), 0);
  const known = new Map(Object.entries(measured));
  const calibration = calibrate(lessons, nowMs, known);
  const predict = (observation: Observation, isKnown: boolean): PrecopyPrediction => {
    const learned = isKnown
      ? (calibration.writes.get(observation.vm) ?? null)
      : learnWrites([], nowMs, known.get(observation.vm));
    return predictFrom(observation, calibration.links, learned);
  };
  const moves = rest.map((observation) => ({ observation, predicted: predict(observation, true) }));
  const long = moves.filter(({ observation }) => isLong(observation));
  const first = long.map(({ observation }) => ({ observation, predicted: predict(observation, false) }));
  return {
    taught: taught.length,
    judged: long.length,
    errors: errorsOf(long.map((move) => ratiosOf(move.observation, figuresOf(move.predicted)))),
    floor: floorOf(observations.filter(isLong)),
    firstTime: errorsOf(first.map((move) => ratiosOf(move.observation, figuresOf(move.predicted)))),
    verdicts: verdictsOf(moves),
    firstVerdicts: verdictsOf(
      rest.map((observation) => ({ observation, predicted: predict(observation, false) })),
    ),
    slowedBy,
    gapMs,
    moves,
  };
}

/** The first, third, ... migration of each guest in the order in which they were made, and the others. */
function halve(observations: readonly Observation[]): { taught: Observation[]; rest: Observation[] } {
  const turns = new Map<string, number>();
  const isTeacher = observations.map(({ vm }) => {
    const turn = turns.get(vm) ?? 0;
    turns.set(vm, turn + 1);
    return turn % 2 === 0;
  });
  return {
    taught: observations.filter((_, index) => isTeacher[index]),
    rest: observations.filter((_, index) => !isTeacher[index]),
  };
}

function lessonFrom(observation: Observation): Lesson {
  const { ended, track } = observation;
  return lessonOf({
    vmId: observation.vm,
    fromHostId: observation.from,
    toHostId: observation.to,
    endedAtMs: Date.parse(observation.at) + (ended?.elapsedMs ?? 0),
    isDone: observation.outcome === 'completed',
    isForced: false,
    capMiBps: observation.capMiBps,
    targetPauseMs: observation.targetPauseMs,
    elapsedMs: ended?.elapsedMs ?? null,
    downtimeMs: ended?.downtimeMs ?? null,
    transferredMiB: ended?.bytesProcessed == null ? null : ended.bytesProcessed / BYTES_PER_MIB,
    bandwidthMiBps: ended?.bandwidthMiBps ?? null,
    touchedMiB: ended?.touchedMiB ?? null,
    sharing: 1,
    track: thin(track),
  });
}

function thin<Reading extends { elapsedMs: number }>(track: readonly Reading[]): Reading[] {
  const kept: Reading[] = [];
  for (const reading of track) {
    const last = kept.at(-1);
    if (last === undefined || reading.elapsedMs - last.elapsedMs >= TRACK_EVERY_MS) kept.push(reading);
  }
  return kept;
}

type Calibration = ReturnType<typeof calibrate>;

/** Forecasts as the product does, with a snapshot and a policy. */
function predictFrom(
  observation: Observation,
  links: Calibration['links'],
  learned: LearnedWrites | null,
): PrecopyPrediction {
  const { vm, memoryMiB, from, to, before, capMiBps, targetPauseMs } = observation;
  const known = snapshotLinks(links, new Set([from, to]));
  const input: SnapshotInput = {
    hosts: [from, to].map((id) => ({ id, cpuMhz: 1000, memoryMiB: 4096 })),
    vms: [
      {
        id: vm,
        hostId: from,
        memoryMiB,
        demand: before.memoryUsedMiB === null ? {} : { memoryMiB: before.memoryUsedMiB },
        ...snapshotWrites({ ...before, learned }),
      },
    ],
    ...(known ? { links: known } : {}),
  };
  const snapshot = Snapshot.parse(input);
  const policy = Policy.parse({ targetPauseMs, bandwidthCapMiBps: capMiBps });
  const [source, destination] = snapshot.hosts;
  const [parsed] = snapshot.vms;
  if (!source || !destination || !parsed) throw new Error('a snapshot of two hosts and a VM has them');
  const route = routeBetween(source, destination, { links: new Links(snapshot.links), policy });
  return predictMove(parsed, 'live', route);
}

type Figures = Record<Measure, number | null>;

const figuresOf = ({ seconds, transferredMiB, downtimeMs }: PrecopyPrediction): Figures => ({
  duration: seconds,
  bytes: transferredMiB,
  pause: downtimeMs,
});

const seenOf = ({ ended }: Observation): Figures => ({
  duration: ended === null ? null : ended.elapsedMs / 1000,
  bytes: ended?.bytesProcessed == null ? null : ended.bytesProcessed / BYTES_PER_MIB,
  pause: ended?.downtimeMs ?? null,
});

const isLong = (observation: Observation): boolean =>
  observation.outcome === 'completed' &&
  observation.capMiBps !== null &&
  (seenOf(observation).duration ?? 0) >= MIN_SECONDS;

/** The error as a share of the measured value. */
function ratiosOf(observation: Observation, expected: Figures): Figures {
  const seen = seenOf(observation);
  const off = (measure: Measure) => {
    const [is, should] = [seen[measure], expected[measure]];
    return is === null || should === null || is <= 0 ? null : Math.abs(should / is - 1);
  };
  return { duration: off('duration'), bytes: off('bytes'), pause: off('pause') };
}

function floorOf(observations: readonly Observation[]): Judgement['floor'] {
  const groups = [...Map.groupBy(observations, (each) => each.case).values()].filter((all) => all.length > 1);
  const ratios = groups.flatMap((group) =>
    group.map((observation) => {
      const others = group.filter((other) => other !== observation).map(seenOf);
      const middle = (measure: Measure) =>
        quantile(
          others.flatMap((each) => each[measure] ?? []),
          0.5,
        );
      return ratiosOf(observation, {
        duration: middle('duration'),
        bytes: middle('bytes'),
        pause: middle('pause'),
      });
    }),
  );
  return { moves: ratios.length, ...errorsOf(ratios) };
}

function errorsOf(ratios: readonly Figures[]): Record<Measure, Errors> {
  const of = (measure: Measure): Errors => {
    const values = ratios.flatMap((each) => each[measure] ?? []);
    return { medianError: quantile(values, 0.5) ?? 0, p90Error: quantile(values, 0.9) ?? 0 };
  };
  return { duration: of('duration'), bytes: of('bytes'), pause: of('pause') };
}

/** The smallest value that this share of the values does not exceed. Null if there are none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

function verdictsOf(moves: readonly JudgedMove[]): Judgement['verdicts'] {
  const count = (isDone: boolean, converges: boolean): number =>
    moves.filter(
      ({ observation, predicted }) =>
        (observation.outcome === 'completed') === isDone && predicted.converges === converges,
    ).length;
  return {
    falseConverges: count(false, true),
    trueStuck: count(false, false),
    falseStuck: count(true, false),
    trueConverges: count(true, true),
  };
}
