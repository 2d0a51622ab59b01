import type { Database } from '../../lib/db/client.ts';
import type { SimulatorCommandBody } from '../../lib/drivers/simulator/commands.ts';
import { DriverError } from '../../lib/model/errors.ts';
import type { StepOrder } from '../../lib/model/host-step.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import type { PowerOrder } from '../../lib/model/power-order.ts';
import { observeBy } from '../integration/support/observe-by.ts';
import type { Event, Mishap, Turn } from './schedule.ts';

/** Thrown at every call of a killed worker, so that nothing it does has any effect. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** The effects of a worker's fault on everything else. */
export interface Surroundings {
  breakConnections(): Promise<void>;
  befall(event: Event): Promise<void>;
  /** The order is in transit and arrives after this time. */
  arriveLater(order: SimulatorCommandBody, seconds: number): void;
  /** Another loop runs a whole turn, or runs until it waits for this one. */
  beside(turn: Turn): Promise<void>;
  /** Receives each order to migrate before the hypervisor does. */
  onOrder(order: MigrationOrder): Promise<void>;
  /** The same for the own step of a host, the start of a VM of a dead host, and the power of a VM. */
  onStep(order: StepOrder): Promise<void>;
  onRestart(vmUuid: string, toHostId: string): Promise<void>;
  onPower(vmUuid: string, hostId: string, order: PowerOrder): Promise<void>;
}

/** One worker process with a possible fault. It counts its effects and dies permanently at one of them. */
export class Mortal {
  private effects = 0;
  private calls = 0;
  private isDead = false;

  constructor(
    private readonly mishap: Mishap | null,
    private readonly around: Surroundings,
  ) {}

  /** The database as this worker accesses it. */
  database(db: Database): Database {
    const extended = db.$extends({
      query: { $allOperations: ({ args, query }) => this.effect(() => query(args)) },
    });
    return extended as unknown as Database;
  }

  /** The driver as this worker accesses it. */
  driver(driver: HypervisorDriver): HypervisorDriver {
    const call = <T>(work: () => Promise<T>): Promise<T> => this.effect(() => this.call(work));
    return {
      ...observeBy(driver, (hostId) => call(() => driver.observeHost(hostId))),
      checkMigration: (order) => call(() => driver.checkMigration(order)),
      startMigration: (order) =>
        call(async () => {
          await this.around.onOrder(order);
          this.maySendLate({ type: 'start-migration', ...order });
          await driver.startMigration(order);
        }),
      startStep: (order) =>
        call(async () => {
          await this.around.onStep(order);
          this.maySendLate({ type: 'start-step', ...order });
          await driver.startStep(order);
        }),
      readStep: (ref) => call(() => driver.readStep(ref)),
      readBootId: (hostId) => call(() => driver.readBootId(hostId)),
      restartVm: (order) =>
        call(async () => {
          const { vmUuid, destinationHostId: hostId } = order;
          await this.around.onRestart(vmUuid, hostId);
          this.maySendLate({ type: 'restart-vm', vmUuid, hostId });
          await driver.restartVm(order);
        }),
      orderPower: (hostId, vmUuid, order) =>
        call(async () => {
          await this.around.onPower(vmUuid, hostId, order);
          this.maySendLate({ type: 'order-power', hostId, vmUuid, order });
          await driver.orderPower(hostId, vmUuid, order);
        }),
      removeCopy: (hostId, vmUuid) => call(() => driver.removeCopy(hostId, vmUuid)),
      readSigns: (hostId, definitions) => this.effect(() => driver.readSigns(hostId, definitions)),
      readMigration: (ref) => call(() => driver.readMigration(ref)),
      cancelMigration: (ref) => call(() => driver.cancelMigration(ref)),
      forceCompletion: (ref, how) => call(() => driver.forceCompletion(ref, how)),
      // a host that does not respond is not a failure of this call, so the answer is not lost either
      readPower: (hostId, vmUuid) => this.effect(() => driver.readPower(hostId, vmUuid)),
      locateVm: (vmUuid, hostIds) => this.effect(() => driver.locateVm(vmUuid, hostIds)),
    };
  }

  /** Something else that this worker does to the world. */
  act<T>(work: () => Promise<T>): Promise<T> {
    return this.effect(() => this.call(work));
  }

  private maySendLate(order: SimulatorCommandBody): void {
    if (this.mishap?.kind !== 'order-late') return;
    this.around.arriveLater(order, this.mishap.seconds);
    this.die();
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
      // the commit took effect, but the worker is not notified
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
