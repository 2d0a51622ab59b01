import type { Database } from '../../../lib/db/client.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { observeBy } from './observe-by.ts';

/**
 * One side of a race: it counts the moments before and after all that it waits for, and at one of them others go on. A
 * millisecond passes at each, so that times tell what was earlier, as they do outside of tests.
 */
export class Side {
  private passed = 0;

  constructor(
    private readonly clock: { pass(seconds: number): void },
    private readonly at: number,
    private readonly meanwhile: () => Promise<void>,
  ) {}

  /** Moments so far. */
  get moments(): number {
    return this.passed;
  }

  /** The database as this side has it, transactions included. */
  database(db: Database): Database {
    const extended = db.$extends({
      query: { $allOperations: ({ args, query }) => this.waitFor(() => query(args)) },
    });
    return extended as unknown as Database;
  }

  /** The hypervisors as this side has them. */
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

/** Until the work has ended, or waits for a lock that somebody else in this database holds. */
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
