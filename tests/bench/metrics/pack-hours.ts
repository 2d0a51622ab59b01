import { foldHour, foldSamples, HOUR_MS, type PackedPart } from '../../../lib/series/fold-hour.ts';
import { type SampleSeries, sliceSamples } from '../../../lib/series/sample-series.ts';

/** The packs of the hours of some samples: of the samples themselves, and of their five-minute buckets. */
export function packHours(
  samples: SampleSeries,
  resolutions: readonly number[],
): { hours: PackedPart[]; buckets: PackedPart[] } {
  const starts = [...new Set(Array.from(samples.at, (ms) => Math.floor(ms / HOUR_MS) * HOUR_MS))];
  const parts = starts.map((startMs) => ({
    startMs,
    hour: sliceSamples(samples, startMs, startMs + HOUR_MS),
  }));
  return {
    hours: parts.map(({ startMs, hour }) => ({
      startMs,
      pack: foldSamples(null, hour, { startMs, resolutions }).pack,
    })),
    buckets: parts.map(({ startMs, hour }) => ({
      startMs,
      pack: foldHour(null, hour, { startMs, resolutions }),
    })),
  };
}
