export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs at most `limit` tasks at once, the others in the order in which they came. */
export function createQueue(limit: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
