import { readOpenBuckets } from '../../db/open-samples.ts';
import { type Measures, placesOf } from '../../db/sample-kinds.ts';
import type { ClusterClock } from '../../model/cluster-clock.ts';
import { hostMeasures, vmMeasures } from '../../model/measures.ts';
import type { Context } from '../../services/context.ts';
import { readSeries, type SeriesWindow } from '../../services/series/read-series.ts';
import { type EvenSeries, evenSeries, timesOf } from './even-series.ts';
import type { ChartUnit, MeasureGroup, MeasureName } from './measure-groups.ts';
import { CHART_POINTS, type SeriesRange, type SeriesSpan, windowOf, windowOfSpan } from './series-range.ts';

/** One measure over time, with the indexes of the chart's times; null is a gap. */
export interface ChartLine extends EvenSeries {
  name: MeasureName;
  unit: ChartUnit;
}

/** Measures of one object over a window, in buckets of `stepMs`. */
export interface MeasureChart {
  from: number; // ms, as all times
  to: number;
  now: number; // the present of its cluster
  stepMs: number;
  at: number[];
  group: MeasureGroup;
  groups: MeasureGroup[]; // those of which something is measured
  lines: ChartLine[];
}

/** What of an object to show: a range up to the present of its cluster, or a span of the past. */
export interface ChartChoice {
  range: SeriesRange;
  span: SeriesSpan | null; // instead of the range
  group: MeasureGroup | null; // null: the first
}

const SECONDS_OF_LATEST = 7200;
/** The first group, and the first line of each, is there even if nothing was measured. */
const ALWAYS_SHOWN = 1;

/** The chart of a host or VM. `scales`: what a measure is multiplied by, and the unit that it then has. */
export async function readMeasureChart<Kind extends 'host' | 'vm'>({
  ctx,
  input,
}: {
  ctx: Context;
  input: {
    kind: Kind;
    objectId: string;
    clock: ClusterClock;
    choice: ChartChoice;
    groupsOfKind: Partial<Record<MeasureGroup, readonly Measures[Kind][]>>;
    scales?: Partial<Record<MeasureName, { by: number | null; unit: ChartUnit }>>;
  };
}): Promise<MeasureChart> {
  const { kind, objectId, clock, choice, groupsOfKind, scales = {} } = input;
  const first = groupNames.find((each) => groupsOfKind[each]) ?? 'cpu';
  const group = choice.group && groupsOfKind[choice.group] ? choice.group : first;
  const measures = groupsOfKind[group] ?? [];
  const window = windowOfChoice(choice, clock);
  const [groups, series] = await Promise.all([
    listGroups(ctx, { kind, objectId, clock, groupsOfKind }),
    readSeries({ ctx, input: { kind, objectIds: [objectId], measures, window } }),
  ]);
  const buckets = series.get(objectId);
  const lines = measures.flatMap((name, i): ChartLine[] => {
    if (!buckets) return [];
    const { by, unit } = scales[name] ?? defaultScale(kind, name);
    return [{ name, unit, ...evenSeries(buckets, i, by) }];
  });
  const isShown = (line: ChartLine, i: number): boolean =>
    i < ALWAYS_SHOWN || group === 'use' || line.means.some((mean) => mean !== null);
  return {
    from: window.from.getTime(),
    to: window.to.getTime(),
    now: clock.now.getTime(),
    stepMs: window.bucketSeconds * 1000,
    at: buckets ? timesOf(buckets) : [],
    group,
    groups: groups.includes(group) ? groups : [...groups, group],
    lines: lines.filter(isShown),
  };
}

/** The window of a chart. */
export const windowOfChoice = ({ span, range }: ChartChoice, clock: ClusterClock): SeriesWindow =>
  span ? windowOfSpan(span, clock, CHART_POINTS) : windowOf(range, clock, CHART_POINTS);

/** The groups of which something was measured lately; the first in any case. */
async function listGroups<Kind extends 'host' | 'vm'>(
  ctx: Context,
  {
    kind,
    objectId,
    clock,
    groupsOfKind,
  }: {
    kind: Kind;
    objectId: string;
    clock: ClusterClock;
    groupsOfKind: Partial<Record<MeasureGroup, readonly Measures[Kind][]>>;
  },
): Promise<MeasureGroup[]> {
  const known = new Set<MeasureName>();
  const names = [...new Set(Object.values(groupsOfKind).flat())];
  const latest = await readOpenBuckets(ctx.db, {
    kind,
    objectIds: [objectId],
    places: placesOf(kind, names),
    from: new Date(clock.now.getTime() - SECONDS_OF_LATEST * 1000),
    to: clock.now,
    stepSeconds: SECONDS_OF_LATEST,
  });
  for (const { measures } of latest)
    for (const [i, name] of names.entries())
      if (measures[i]?.count.some((count) => count > 0)) known.add(name);
  const groups = groupNames.filter((group) => groupsOfKind[group]);
  return groups.filter(
    (group, i) => i < ALWAYS_SHOWN || groupsOfKind[group]?.some((name) => known.has(name)),
  );
}

const groupNames: readonly MeasureGroup[] = ['use', 'cpu', 'memory', 'disk', 'network', 'writes'];

function defaultScale(kind: 'host' | 'vm', name: MeasureName): { by: number; unit: ChartUnit } {
  const measures: Record<string, { unit: 'cores' | 'fraction' | 'MiB' | 'MiB/s' }> =
    kind === 'host' ? hostMeasures : vmMeasures;
  const unit = measures[name]?.unit ?? 'fraction';
  return unit === 'fraction' ? { by: 100, unit: 'percent' } : { by: 1, unit };
}
