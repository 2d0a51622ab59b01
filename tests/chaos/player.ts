import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { BallastError } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import type { Context } from '../../lib/services/context.ts';
import { collectCluster } from '../../lib/services/inventory/collect-cluster.ts';
import { evacuateHost, leaveMaintenance } from '../../lib/services/maintenance/evacuate-host.ts';
import { migrateVm } from '../../lib/services/plans/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { undoRun } from '../../lib/services/runs/undo-run.ts';
import { type Broken, checkMoment, checkOrder } from './invariants.ts';
import { Mortal } from './mortal.ts';
import type { Event, Mishap, Step } from './schedule.ts';
import { type ChaosWorld, HOSTS } from './world.ts';

/** Looks that the executor gets at the end, with every fault mended; more than any backing off takes. */
const PATIENCE = 400;

/** A database that schedules are played on, one after the other. */
export interface Lane {
  url: string;
  db: Database;
  /** Breaks every connection to the lane's database, as a restart of PostgreSQL does. */
  breakConnections(): Promise<void>;
}

type Turn = (ctx: Context, driver: HypervisorDriver) => Promise<unknown>;

/** Takes the steps of a schedule: as worker, as a person who asks for something, and as bad luck. */
export class Player {
  readonly faults: Record<string, number> = {};
  private broken: Broken | null = null;
  private late: { order: MigrationOrder; atMs: number }[] = [];
  private readonly ctx: Context;

  constructor(
    private readonly lane: Lane,
    private readonly world: ChaosWorld,
  ) {
    this.ctx = {
      db: lane.db,
      clock: world.clocks.ballast,
      actor: { kind: 'user', id: 'operator', name: 'Operator', role: 'operator' },
    };
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'tick':
        return this.tick(step.mishap);
      case 'collect':
        return this.collect(step.mishap);
      case 'two-workers':
        this.count(step.do);
        await Promise.all([this.tick(step.mishap), this.tick(null)]);
        return;
      case 'evacuate-beside-tick':
        await Promise.all([this.befall({ do: 'evacuate', host: step.host }), this.tick(null)]);
        return;
      case 'cancel-beside-tick':
        await Promise.all([this.befall({ do: 'cancel', run: step.run }), this.tick(null)]);
        return;
      case 'migrate':
      case 'back-in-service':
      case 'undo':
        this.count(step.do);
        return this.ask(() => this.order(step));
      default:
        return this.befall(step);
    }
  }

  /** Every fault is over; ticks and observations go on until all runs have ended. */
  async mend(): Promise<void> {
    for (const hostId of this.world.hostIds) {
      await this.world.order({ type: 'host-up', hostId });
      await this.world.order({ type: 'daemon-up', hostId });
    }
    for (const [i] of HOSTS.entries()) await this.link('link-joined', i, i + 1);
    for (let look = 0; look < PATIENCE; look++) {
      // the world's time passes faster the longer it takes: backing off and limits are minutes
      await this.pass(look < 30 ? 2 : 20);
      if (look % 5 === 0) await this.collect(null);
      await this.tick(null);
      checkMoment(await this.world.truth());
      if (this.late.length === 0 && (await this.activeRuns()).length === 0) break;
    }
    await this.collect(null);
  }

  private count(fault: string): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }

  private host(n: number): string {
    return this.world.hostIds[n % this.world.hostIds.length] ?? '';
  }

  private async befall(event: Event): Promise<void> {
    if (event.do !== 'pass') this.count(event.do);
    switch (event.do) {
      case 'pass':
        return this.pass(event.seconds);
      case 'clock-jump':
        return this.world.clocks.jump(event.seconds);
      case 'evacuate':
        return this.ask(() => evacuateHost({ ctx: this.ctx, input: { hostId: this.host(event.host) } }));
      case 'cancel':
        return this.ask(() => this.cancel(event.run));
      case 'link-cut':
      case 'link-joined':
        return this.link(event.do, event.host, event.other);
      case 'fail-migration':
      case 'hang-migration':
        return this.harm(event.do);
      default:
        return this.world.order({ type: event.do, hostId: this.host(event.host) });
    }
  }

  /** Time passes in the world, and orders that were on their way arrive. */
  private async pass(seconds: number): Promise<void> {
    this.world.clocks.pass(seconds);
    const now = this.world.clocks.world.now().getTime();
    const due = this.late.filter(({ atMs }) => atMs <= now);
    this.late = this.late.filter(({ atMs }) => atMs > now);
    for (const { order } of due) await this.world.order({ type: 'start-migration', ...order });
  }

  /** One turn of a worker, over all runs. */
  private tick(mishap: Mishap | null): Promise<void> {
    return this.turn(mishap, async (ctx, driver) => {
      for (const { id } of await this.activeRuns()) await advanceRun({ ctx, driver, input: { runId: id } });
    });
  }

  private collect(mishap: Mishap | null): Promise<void> {
    const input = { clusterId: this.world.clusterId };
    return this.turn(mishap, (ctx, driver) => collectCluster({ ctx, driver, input }));
  }

  /** What a worker does at once: a process of its own, as far as a mishap goes. */
  private async turn(mishap: Mishap | null, work: Turn): Promise<void> {
    if (mishap) this.count(mishap.kind);
    const cancelled = await this.cancelledMoves();
    const mortal = new Mortal(mishap, {
      breakConnections: () => this.lane.breakConnections(),
      befall: (event) => this.befall(event),
      arriveLater: (order, seconds) => {
        const atMs = this.world.clocks.world.now().getTime() + seconds * 1000;
        this.late.push({ order, atMs });
      },
      onOrder: async (order) => {
        try {
          checkOrder(await this.world.truth(), this.world.indexed(order), cancelled);
        } catch (error) {
          this.broken = error as Broken; // the executor would take it for a failure of the driver
        }
      },
    });
    const own =
      mishap?.kind === 'database-lost'
        ? connectDatabase(`${this.lane.url}?application_name=mortal`, 2)
        : null;
    const db = mortal.database(own ?? this.lane.db);
    const ctx: Context = { ...this.ctx, db, actor: { kind: 'system', name: 'worker' } };
    try {
      await work(ctx, mortal.driver(this.world.openDriver()));
    } catch (error) {
      // killed, or cut off from the database: the next turn goes on from what is stored
      if (mishap === null || mishap.kind === 'meanwhile') throw error;
    } finally {
      await own?.$disconnect();
    }
    if (this.broken) throw this.broken;
  }

  /** Moves of runs that somebody cancelled: no worker whose turn begins now may still order one. */
  private async cancelledMoves(): Promise<ReadonlySet<string>> {
    const moves = await this.lane.db.move.findMany({
      where: { run: { clusterId: this.world.clusterId, cancelRequestedAt: { not: null } } },
      select: { id: true },
    });
    return new Set(moves.map(({ id }) => id));
  }

  private activeRuns() {
    return this.lane.db.run.findMany({
      where: { clusterId: this.world.clusterId, state: { in: ['waiting', 'running'] } },
      orderBy: { number: 'asc' },
      select: { id: true },
    });
  }

  /** A person asks for something; being refused with a reason is an answer. */
  private async ask(wish: () => Promise<unknown>): Promise<void> {
    try {
      await wish();
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
    }
  }

  private async order(step: Extract<Step, { do: 'migrate' | 'back-in-service' | 'undo' }>): Promise<unknown> {
    const { ctx } = this;
    const { clusterId } = this.world;
    if (step.do === 'back-in-service')
      return leaveMaintenance({ ctx, input: { hostId: this.host(step.host) } });
    if (step.do === 'undo') {
      const runs = await ctx.db.run.findMany({ where: { clusterId }, orderBy: { number: 'asc' } });
      const run = runs[step.run % Math.max(1, runs.length)];
      return run && undoRun({ ctx, input: { runId: run.id } });
    }
    const { kind, onStall } = step;
    const vms = await ctx.db.vm.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
    const vm = vms[step.vm % Math.max(1, vms.length)];
    const toHostId = this.host(step.host);
    return vm && migrateVm({ ctx, input: { vmId: vm.id, toHostId, kind, onStall } });
  }

  private async cancel(n: number): Promise<void> {
    const runs = await this.activeRuns();
    const run = runs[n % Math.max(1, runs.length)];
    if (run) await cancelRun({ ctx: this.ctx, input: { runId: run.id } });
  }

  private async link(type: 'link-cut' | 'link-joined', a: number, b: number): Promise<void> {
    const [hostId, toHostId] = [this.host(a), this.host(b)];
    if (hostId !== toHostId) await this.world.order({ type, hostId, toHostId });
  }

  private async harm(type: 'fail-migration' | 'hang-migration'): Promise<void> {
    const [migration] = (await this.world.truth()).state.active;
    if (migration) await this.world.order({ type, vm: migration.order.vmUuid });
  }
}
