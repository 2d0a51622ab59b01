import type { Database } from '../../lib/db/client.ts';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import { observeBy } from '../integration/support/observe-by.ts';
import type { Event, Mishap } from './schedule.ts';

/** What a killed worker meets wherever it goes: nothing that it does has any effect any more. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** What a worker's mishap does to everything else. */
export interface Surroundings {
  breakConnections(): Promise<void>;
  befall(event: Event): Promise<void>;
  /** An order that is on its way, and arrives after this time. */
  arriveLater(order: MigrationOrder, seconds: number): void;
  /** Another loop takes a whole turn, as far as it gets before it waits for this one. */
  beside(turn: 'tick' | 'collect'): Promise<void>;
  /** Sees each order to migrate before the hypervisor does. */
  onOrder(order: MigrationOrder): Promise<void>;
}

/** One worker process, as far as it can go wrong: it counts its effects and dies at one of them, for good. */
export class Mortal {
  private effects = 0;
  private calls = 0;
  private isDead = false;

  constructor(
    private readonly mishap: Mishap | null,
    private readonly around: Surroundings,
  ) {}

  /** The database as this worker has it. */
  database(db: Database): Database {
    const extended = db.$extends({
      query: { $allOperations: ({ args, query }) => this.effect(() => query(args)) },
    });
    return extended as unknown as Database;
  }

  /** The driver as this worker has it. */
  driver(driver: HypervisorDriver): HypervisorDriver {
    const call = <T>(work: () => Promise<T>): Promise<T> => this.effect(() => this.call(work));
    return {
      ...observeBy(driver, (hostId) => call(() => driver.observeHost(hostId))),
      checkMigration: (order) => call(() => driver.checkMigration(order)),
      startMigration: (order) =>
        call(async () => {
          await this.around.onOrder(order);
          if (this.mishap?.kind === 'order-late') {
            this.around.arriveLater(order, this.mishap.seconds);
            this.die();
          }
          await driver.startMigration(order);
        }),
      readMigration: (ref) => call(() => driver.readMigration(ref)),
      cancelMigration: (ref) => call(() => driver.cancelMigration(ref)),
      forceCompletion: (ref, how) => call(() => driver.forceCompletion(ref, how)),
      // a host that does not answer is not a failure of this call, so its answer is not lost either
      locateVm: (vmUuid, hostIds) => this.effect(() => driver.locateVm(vmUuid, hostIds)),
    };
  }

  private async effect<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Killed('killed');
    const { mishap } = this;
    const isNow = ++this.effects === (mishap && 'atEffect' in mishap ? mishap.atEffect : -1);
    const happens = async (when: 'before' | 'after'): Promise<void> => {
      if (!isNow || !mishap || !('when' in mishap) || mishap.when !== when) return;
      if (mishap.kind === 'killed') this.die();
      if (mishap.kind === 'beside') return this.around.beside(mishap.turn);
      await this.around.breakConnections();
      // what was committed is so, and the worker does not hear of it
      if (when === 'after') throw new Error('the connection broke');
    };
    await happens('before');
    const result = await work();
    await happens('after');
    if (this.isDead) throw new Killed('killed');
    return result;
  }

  private die(): void {
    this.isDead = true;
    throw new Killed('killed');
  }

  private async call<T>(work: () => Promise<T>): Promise<T> {
    const { mishap } = this;
    const isNow = ++this.calls === (mishap && 'atCall' in mishap ? mishap.atCall : -1);
    if (isNow && mishap?.kind === 'meanwhile') await this.around.befall(mishap.event);
    const result = await work();
    if (isNow && mishap?.kind === 'answer-lost')
      throw new DriverError('host-unreachable', 'the answer got lost', { host: 'somewhere' });
    return result;
  }
}
