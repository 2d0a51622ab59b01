import type { Database } from '../../../lib/db/client.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { observeBy } from './observe-by.ts';

/**
 * One side of a race. It counts the moments before and after everything that it waits for, and other code runs at
 * one of them. The clock advances by a millisecond at each moment, so that times show the order, as they do in
 * production.
 */
export class Side {
  private passed = 0;

  constructor(
    private readonly clock: { pass(seconds: number): void },
    private readonly at: number,
    private readonly meanwhile: () => Promise<void>,
  ) {}

  /** Number of moments so far. */
  get moments(): number {
    return this.passed;
  }

  /** The database as this side accesses it, including transactions. */
  database(db: Database): Database {
    const extended = db.$extends({
      query: { $allOperations: ({ args, query }) => this.waitFor(() => query(args)) },
    });
    return extended as unknown as Database;
  }

  /** The hypervisors as this side accesses them. */
  driver(driver: HypervisorDriver): HypervisorDriver {
    return {
      ...observeBy(driver, (hostId) => this.waitFor(() => driver.observeHost(hostId))),
      checkMigration: (order) => this.waitFor(() => driver.checkMigration(order)),
      startMigration: (order) => this.waitFor(() => driver.startMigration(order)),
      readMigration: (ref) => this.waitFor(() => driver.readMigration(ref)),
      locateVm: (vmUuid, hostIds) => this.waitFor(() => driver.locateVm(vmUuid, hostIds)),
    };
  }

  private async waitFor<T>(work: () => Promise<T>): Promise<T> {
    await this.moment();
    const result = await work();
    await this.moment();
    return result;
  }

  private async moment(): Promise<void> {
    this.clock.pass(0.001);
    if (++this.passed === this.at) await this.meanwhile();
  }
}

/** Waits until the work has ended, or waits for a lock that another session of this database holds. */
export async function endedOrBlocked(db: Database, work: Promise<unknown>): Promise<void> {
  const end = work.then(
    () => true,
    () => true,
  );
  for (;;) {
    const waiting = db.$queryRaw<unknown[]>`
      SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const isOver = await Promise.race([end, waiting.then((rows) => rows.length > 0)]);
    if (isOver) return;
  }
}
