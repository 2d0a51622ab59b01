import { type HostBucket, readHostSeries } from '../../db/samples.ts';
import { fillGaps } from '../../series/fill-gaps.ts';
import type { Context } from '../../services/context.ts';
import { gridOf, type SeriesWindow } from './series-range.ts';

/** The measured use of a host over time, evenly spaced, in percent of all its cores and memory; null is a gap. */
export interface HostUse {
  at: number[]; // start of each bucket, ms
  cpuPercent: (number | null)[];
  memoryPercent: (number | null)[];
}

/** The measured use of hosts in one window, by host id: one query for all of them. */
export async function readHostUse({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hosts: readonly { id: string; memoryMiB: number | null }[]; window: SeriesWindow };
}): Promise<Map<string, HostUse>> {
  const { hosts, window } = input;
  if (hosts.length === 0) return new Map();
  const buckets = await readHostSeries(ctx.db, { hostIds: hosts.map((host) => host.id), ...window });
  const byHost = Map.groupBy(buckets, (bucket) => bucket.hostId);
  return new Map(hosts.map((host) => [host.id, viewUse(byHost.get(host.id) ?? [], host, window)]));
}

function viewUse(buckets: HostBucket[], host: { memoryMiB: number | null }, window: SeriesWindow): HostUse {
  const { at, values } = fillGaps(buckets, gridOf(window));
  return {
    at,
    cpuPercent: values.map((bucket) => percentOf(bucket?.cpuUse, 1)),
    memoryPercent: values.map((bucket) => percentOf(bucket?.memoryUsedMiB, host.memoryMiB)),
  };
}

function percentOf(part: number | null | undefined, whole: number | null): number | null {
  return part === null || part === undefined || !whole ? null : (100 * part) / whole;
}
