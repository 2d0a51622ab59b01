import type { Context } from '../../services/context.ts';
import { readSeries, type SeriesWindow } from '../../services/series/read-series.ts';
import { evenSeries, timesOf } from './even-series.ts';

/** The measured use of a host over time, evenly spaced, in percent of all its cores and memory; null is a gap. */
export interface HostUse {
  at: number[]; // start of each bucket, ms
  cpuPercent: (number | null)[];
  memoryPercent: (number | null)[];
}

/** The measured use of hosts in one window, by host id: the same queries for one and for all of them. */
export async function readHostUse({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hosts: readonly { id: string; memoryMiB: number | null }[]; window: SeriesWindow };
}): Promise<Map<string, HostUse>> {
  const { hosts, window } = input;
  const objectIds = hosts.map((host) => host.id);
  const series = await readSeries({
    ctx,
    input: { kind: 'host', objectIds, measures: ['cpuUse', 'memoryUsedMiB'], window },
  });
  return new Map(
    hosts.flatMap(({ id, memoryMiB }): [string, HostUse][] => {
      const buckets = series.get(id);
      if (!buckets) return [];
      const cpuPercent = evenSeries(buckets, 0, 100).means;
      const memoryPercent = evenSeries(buckets, 1, memoryMiB ? 100 / memoryMiB : null).means;
      return [[id, { at: timesOf(buckets), cpuPercent, memoryPercent }]];
    }),
  );
}
