/** Rates of counters that only increase. They are kept in memory and lost at a restart. */
export interface Rates {
  /** Increase per unit of `at` since the last reading at least `minStep` ago; null at first and after a counter was reset. */
  read(key: string, at: number, counter: number, minStep: number): number | null;
  /** Deletes all keys for which `isKept` is false. */
  keep(isKept: (key: string) => boolean): void;
}

interface Entry {
  at: number;
  counter: number;
  rate: number | null;
}

export function createRates(): Rates {
  const entries = new Map<string, Entry>();
  return {
    read: (key, at, counter, minStep) => {
      const last = entries.get(key);
      if (last === undefined || counter < last.counter || at < last.at) {
        entries.set(key, { at, counter, rate: null });
        return null;
      }
      if (at - last.at < minStep) return last.rate;
      const rate = (counter - last.counter) / (at - last.at);
      entries.set(key, { at, counter, rate });
      return rate;
    },
    keep: (isKept) => {
      for (const key of entries.keys()) if (!isKept(key)) entries.delete(key);
    },
  };
}
