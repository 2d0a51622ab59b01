import { setTimeout as pause } from 'node:timers/promises';

/**
 * Lets a loop of this process sleep until its next reading, or until something happened to its cluster. What happens while
 * the loop looks is not missed: its next sleep ends at once.
 */
export class Wakes {
  private readonly sleepers = new Map<string, AbortController>();

  /** Something happened to this cluster, or, without an id, to some cluster. */
  wake(clusterId?: string): void {
    if (clusterId !== undefined) this.sleepers.get(clusterId)?.abort();
    else for (const sleeper of this.sleepers.values()) sleeper.abort();
  }

  /** Looks repeatedly while `tick` gives the milliseconds until the next one; ends when it gives null. */
  async loop(clusterId: string, stopping: AbortSignal, tick: () => Promise<number | null>): Promise<void> {
    let woken = new AbortController();
    try {
      while (!stopping.aborted) {
        woken = new AbortController();
        this.sleepers.set(clusterId, woken);
        const ms = await tick();
        if (ms === null) return;
        const signal = AbortSignal.any([woken.signal, stopping]);
        await pause(ms, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      // a loop that was stopped may end after the next one has begun
      if (this.sleepers.get(clusterId) === woken) this.sleepers.delete(clusterId);
    }
  }
}
