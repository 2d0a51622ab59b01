import { isEmbeddedPostgresAlive, startEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { restartPauseMs } from './child.ts';

const CHECK_INTERVAL_MS = 1000;

/** Starts the embedded PostgreSQL again whenever it is gone, until asked to leave it. */
export class PostgresGuard {
  private timer: NodeJS.Timeout | null = null;
  private work: Promise<void> = Promise.resolve();
  private isEnded = false;
  private failures = 0;

  constructor(
    private readonly folder: string,
    private url: string,
    private readonly events: { say(line: string): void; onMoved(url: string): Promise<void> },
  ) {
    this.scheduleCheck(CHECK_INTERVAL_MS);
  }

  /** Resolves when nothing is in progress any more. */
  end(): Promise<void> {
    this.isEnded = true;
    if (this.timer) clearTimeout(this.timer);
    return this.work;
  }

  private scheduleCheck(afterMs: number): void {
    if (this.isEnded) return;
    this.timer = setTimeout(() => {
      this.work = this.check();
    }, afterMs);
  }

  private async check(): Promise<void> {
    if (isEmbeddedPostgresAlive(this.folder)) return this.scheduleCheck(CHECK_INTERVAL_MS);
    if (this.failures === 0) this.events.say('PostgreSQL has stopped; starting it again.');
    try {
      const { url } = await startEmbeddedPostgres(this.folder);
      this.failures = 0;
      this.events.say('PostgreSQL runs again.');
      if (url !== this.url) await this.events.onMoved(url); // another program took its port meanwhile
      this.url = url;
      this.scheduleCheck(CHECK_INTERVAL_MS);
    } catch (error) {
      this.failures += 1;
      const pauseMs = restartPauseMs(this.failures);
      this.events.say(
        `${error instanceof Error ? error.message : String(error)} Trying again in ${pauseMs / 1000} s.`,
      );
      this.scheduleCheck(pauseMs);
    }
  }
}
