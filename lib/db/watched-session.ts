import type pg from 'pg';

/** A session is asked this often whether it is still there, and is lost if it is still to answer so many times later. */
const ASK_EVERY_MS = 1500;
const UNANSWERED = 2;
/** How long the connection of such a session may take. */
export const CONNECTION_PATIENCE_MS = 5000;

/**
 * Columns for a query of a session that holds something, so that PostgreSQL ends it and releases what it holds: about five
 * seconds after the last sign of life of this machine, by default two hours; and when this process, which asks, has been
 * hanging for a minute. A large plan keeps it busy for some seconds.
 */
export const endsWithoutUs = `set_config('tcp_keepalives_idle', '2', false), set_config('tcp_keepalives_interval', '1', false),
  set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '5000', false),
  set_config('idle_session_timeout', '60s', false)`;

/**
 * A session that is asked all the time whether it is still there, so that a connection that was cut without notice is noticed
 * too. Unanswered questions are counted, not time: a process that was busy for long finds the answers that have arrived.
 */
export class WatchedSession {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<unknown> | null = null;
  private unanswered = 0;
  private isOver = false;

  /**
   * Until `forget`, errors of the client are handled here. `lose` is called once when the session has ended or does not
   * answer any more. It must close it, so that whatever waits for an answer fails.
   */
  constructor(
    private readonly client: pg.ClientBase,
    private readonly lose: (error: Error) => void,
  ) {
    this.timer = setInterval(this.ask, ASK_EVERY_MS);
    client.on('error', this.end);
    client.on('end', this.onEnd);
  }

  /** One statement after the other. Throws the errors of the database, and if the session was lost meanwhile. */
  async query(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    while (this.running !== null) await this.running.catch(() => undefined);
    const running = this.client.query(text, values);
    this.running = running;
    try {
      return await running;
    } finally {
      this.running = null;
      this.unanswered = 0;
    }
  }

  /** Watches no more. */
  forget(): void {
    this.isOver = true;
    clearInterval(this.timer);
    this.client.off('error', this.end);
    this.client.off('end', this.onEnd);
  }

  private readonly ask = (): void => {
    if (this.running === null) this.query('SELECT 1').catch(this.end);
    else if (++this.unanswered >= UNANSWERED) this.end(new Error('the database does not answer'));
  };

  private readonly onEnd = (): void => this.end(new Error('the database has ended the session'));

  private readonly end = (error: Error): void => {
    if (this.isOver) return;
    this.forget();
    this.lose(error);
  };
}
