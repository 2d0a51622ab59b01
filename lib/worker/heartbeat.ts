import { randomUUID } from 'node:crypto';
import type { Database } from '../db/client.ts';
import { unlockJobsOf } from '../db/queue.ts';
import type { Clock } from '../model/clock.ts';
import { Silence } from './silence.ts';
import type { WorkerLog } from './worker-context.ts';

const BEAT_MS = 3000;

/** Says that this worker lives, under each name by which its jobs are locked, and clears away workers that died. */
export class Heartbeat {
  private readonly ids = new Set<string>([`process-${randomUUID()}`]);
  private readonly silence = new Silence();
  private timer: NodeJS.Timeout | null = null;
  private readonly startedAt: Date;

  constructor(
    private readonly db: Database,
    private readonly url: string,
    private readonly clock: Clock,
    private readonly log: WorkerLog,
  ) {
    this.startedAt = clock.now();
  }

  add(name: string): void {
    this.ids.add(name);
  }

  /** Nobody works under this name any more: its jobs are given back. */
  async remove(name: string): Promise<void> {
    this.ids.delete(name);
    await unlockJobsOf(this.url, [name]);
    await this.db.workerHeartbeat.deleteMany({ where: { id: name } });
  }

  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => {
      this.beat().catch((error) => this.log.warn({ error: String(error) }, 'could not write the heartbeat'));
    }, BEAT_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.db.workerHeartbeat.deleteMany({ where: { id: { in: [...this.ids] } } });
  }

  private async beat(): Promise<void> {
    const seenAt = this.clock.now();
    const existing = await this.db.workerHeartbeat.findMany({ select: { id: true } });
    const known = new Set(existing.map((row) => row.id));
    const missing = [...this.ids].filter((id) => !known.has(id));
    if (missing.length > 0) {
      const data = missing.map((id) => ({ id, startedAt: this.startedAt, seenAt }));
      await this.db.workerHeartbeat.createMany({ data, skipDuplicates: true });
    }
    await this.db.workerHeartbeat.updateMany({ where: { id: { in: [...this.ids] } }, data: { seenAt } });
    await this.buryTheDead();
  }

  private async buryTheDead(): Promise<void> {
    const rows = await this.db.workerHeartbeat.findMany({ select: { id: true, seenAt: true } });
    const dead = this.silence.deadAmong(rows, performance.now());
    if (dead.length === 0) return;
    await unlockJobsOf(
      this.url,
      dead.map(({ id }) => id),
    );
    await this.db.workerHeartbeat.deleteMany({ where: { OR: dead } }); // unless one has just said something
    this.log.warn({ workers: dead.length }, 'gave back the jobs of workers that died');
  }
}
