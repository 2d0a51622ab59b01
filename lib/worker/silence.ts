/** A worker of which nothing new was observed for this long is dead: its jobs are given back. */
const DEAD_AFTER_MS = 30_000;
/** Nobody could write a heartbeat while the database was away: after a longer gap between two readings, counting begins again. */
const MAX_GAP_MS = 10_000;

export interface HeartbeatRow {
  id: string;
  seenAt: Date;
}

/**
 * Tells which workers are silent: those whose row has not changed for half a minute of this process's own time, whatever time
 * stands in it. So a clock that jumps, or differs between machines, buries none that lives and keeps none that is dead.
 */
export class Silence {
  private readonly last = new Map<string, { seenAt: number; sinceMs: number }>();
  private readAtMs = 0;

  /** Those of the rows that are dead. `nowMs`: milliseconds of a count that no clock changes. */
  deadAmong<Row extends HeartbeatRow>(rows: readonly Row[], nowMs: number): Row[] {
    if (nowMs - this.readAtMs > MAX_GAP_MS) this.last.clear();
    this.readAtMs = nowMs;
    const present = new Set(rows.map(({ id }) => id));
    for (const id of this.last.keys()) if (!present.has(id)) this.last.delete(id);
    return rows.filter(({ id, seenAt }) => {
      const before = this.last.get(id);
      if (before?.seenAt === seenAt.getTime()) return nowMs - before.sinceMs >= DEAD_AFTER_MS;
      this.last.set(id, { seenAt: seenAt.getTime(), sinceMs: nowMs });
      return false;
    });
  }
}
