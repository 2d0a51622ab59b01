import type { FiguresSource } from '../../model/figures-source.ts';
import type { ReadingOptions } from '../../model/ports.ts';
import type { PrometheusClient } from './client.ts';
import { FiguresError } from './figures-error.ts';
import type { MatchHost } from './match-hosts.ts';
import { type ClusterFigures, readFigures } from './read-figures.ts';

/** A Prometheus that has failed so often is asked less often: up to so many readings are left out. */
const FAILURES_BEFORE_REST = 3;
const MAX_READINGS_LEFT_OUT = 4;
/** Times of the same sample may differ by rounding. */
const SAME_SAMPLE_SECONDS = 0.5;

export type ReadResult = { figures: ClusterFigures } | { error: FiguresError };

export interface FiguresReader {
  /** Never throws: that there is no answer is a result. */
  read(options?: ReadingOptions): Promise<ReadResult>;
  /** Whether this sample of a host or VM is the one that the reading before had: Prometheus has not scraped since. */
  isRepeated(key: string, sampledAt: number): boolean;
}

export function createFiguresReader(
  client: PrometheusClient,
  source: FiguresSource,
  matchHost: MatchHost,
): FiguresReader {
  let failures = 0;
  let leftOut = 0;
  let last = new FiguresError('unreachable', 'it was not asked yet');
  let before = new Map<string, number>();
  let now = new Map<string, number>();
  return {
    read: async ({ until, isAsked = false } = {}) => {
      if (leftOut > 0 && !isAsked) {
        leftOut--;
        return { error: last };
      }
      before = now;
      now = new Map();
      try {
        const figures = await readFigures(client, source, matchHost, until);
        failures = 0;
        return { figures };
      } catch (error) {
        failures++;
        leftOut = Math.min(MAX_READINGS_LEFT_OUT, Math.max(0, failures - FAILURES_BEFORE_REST + 1));
        last = FiguresError.of(error);
        return { error: last };
      }
    },
    isRepeated: (key, sampledAt) => {
      now.set(key, sampledAt);
      const earlier = before.get(key);
      return earlier !== undefined && Math.abs(earlier - sampledAt) < SAME_SAMPLE_SECONDS;
    },
  };
}
