import type { Database } from '../../lib/db/client.ts';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import type { Mishap } from './schedule.ts';

/** What a killed worker meets wherever it goes: nothing that it does has any effect any more. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** One worker process, as far as it can go wrong: it counts its effects and dies at one of them, for good. */
export class Mortal {
  private effects = 0;
  private calls = 0;
  private isDead = false;

  constructor(
    private readonly mishap: Mishap | null,
    private readonly breakConnections: () => Promise<void>,
  ) {}

  /** The database as this worker has it. */
  database(db: Database): Database {
    const extended = db.$extends({
      query: { $allOperations: ({ args, query }) => this.effect(() => query(args)) },
    });
    return extended as unknown as Database;
  }

  /** The driver as this worker has it; `onStart` sees each order to migrate before the hypervisor does. */
  driver(driver: HypervisorDriver, onStart: (vmUuid: string) => Promise<void>): HypervisorDriver {
    const call = <T>(work: () => Promise<T>): Promise<T> => this.effect(() => this.mayLoseAnswer(work));
    return {
      ...driver,
      observeHost: (hostId) => call(() => driver.observeHost(hostId)),
      checkMigration: (order) => call(() => driver.checkMigration(order)),
      startMigration: (order) =>
        call(async () => {
          await onStart(order.vmUuid);
          await driver.startMigration(order);
        }),
      readMigration: (ref) => call(() => driver.readMigration(ref)),
      cancelMigration: (ref) => call(() => driver.cancelMigration(ref)),
      hastenMigration: (ref, how) => call(() => driver.hastenMigration(ref, how)),
      // a host that does not answer is not a failure of this call, so its answer is not lost either
      locateVm: (vmUuid, hostIds) => this.effect(() => driver.locateVm(vmUuid, hostIds)),
    };
  }

  private async effect<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Killed('killed');
    const { mishap } = this;
    const isNow = ++this.effects === (mishap && 'atEffect' in mishap ? mishap.atEffect : -1);
    if (isNow && mishap?.kind === 'database-lost') await this.breakConnections();
    if (isNow && mishap?.kind === 'killed' && mishap.when === 'before') this.die();
    const result = await work();
    if (isNow && mishap?.kind === 'killed') this.die();
    if (this.isDead) throw new Killed('killed');
    return result;
  }

  private die(): void {
    this.isDead = true;
    throw new Killed('killed');
  }

  private async mayLoseAnswer<T>(work: () => Promise<T>): Promise<T> {
    const isLost = this.mishap?.kind === 'answer-lost' && ++this.calls === this.mishap.atCall;
    const result = await work();
    if (isLost) throw new DriverError('host-unreachable', 'the answer got lost', { host: 'somewhere' });
    return result;
  }
}
