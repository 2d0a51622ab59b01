import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { BallastError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import type { Context } from '../../lib/services/context.ts';
import { collectCluster } from '../../lib/services/inventory/collect-cluster.ts';
import { evacuateHost } from '../../lib/services/maintenance/evacuate-host.ts';
import { migrateVm } from '../../lib/services/plans/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { type Broken, checkEnd, checkMoment, checkOrder } from './invariants.ts';
import { Mortal } from './mortal.ts';
import type { Mishap, Schedule, Step } from './schedule.ts';
import { type ChaosWorld, HOSTS, makeWorld } from './world.ts';

/** Looks that the executor gets at the end, with every fault mended; more than any backing off takes. */
const PATIENCE = 400;

export interface Lane {
  url: string;
  db: Database;
  /** Breaks every connection to the lane's database, as a restart of PostgreSQL does. */
  breakConnections(): Promise<void>;
}

/** What a schedule came across, for the tally. */
export interface Played {
  faults: Record<string, number>;
  runs: number;
  moves: Record<string, number>; // by state
}

/** Plays one schedule against the real executor, mends everything, lets the runs end, and checks every promise. */
export async function play(lane: Lane, schedule: Schedule): Promise<Played> {
  const { world, player } = await startPlaying(lane, schedule);
  try {
    for (const step of schedule.steps) {
      await player.take(step);
      checkMoment(await world.truth());
    }
    await player.mend();
    await checkEnd(lane.db, world);
    return await player.tally();
  } finally {
    await world.remove();
  }
}

/** A schedule's world before its first step, with what takes steps in it. */
export async function startPlaying(
  lane: Lane,
  schedule: Schedule,
): Promise<{ world: ChaosWorld; player: Player }> {
  const world = await makeWorld(lane.db, schedule);
  return { world, player: new Player(lane, world) };
}

export class Player {
  private readonly faults: Record<string, number> = {};
  private broken: Broken | null = null;
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
    if (step.do !== 'tick' && step.do !== 'pass' && step.do !== 'collect') this.count(step.do);
    switch (step.do) {
      case 'pass':
        return this.world.clocks.pass(step.seconds);
      case 'clock-jump':
        return this.world.clocks.jump(step.seconds);
      case 'tick':
        return this.tick(step.mishap);
      case 'two-workers':
        await Promise.all([this.tick(step.mishap), this.tick(null)]);
        return;
      case 'collect':
        await this.collect();
        return;
      case 'migrate':
        return this.ask(() => this.migrate(step));
      case 'evacuate':
        await Promise.all([
          this.ask(() => evacuateHost({ ctx: this.ctx, input: { hostId: this.host(step.host) } })),
          step.besideTick ? this.tick(null) : null,
        ]);
        return;
      case 'cancel':
        return this.ask(() => this.cancel(step.run));
      case 'link-cut':
      case 'link-joined':
        return this.link(step.do, step.host, step.other);
      case 'fail-migration':
      case 'hang-migration':
        return this.harm(step.do);
      default:
        return this.world.order({ type: step.do, hostId: this.host(step.host) });
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
      this.world.clocks.pass(look < 30 ? 2 : 20);
      if (look % 5 === 0) await this.collect();
      await this.tick(null);
      checkMoment(await this.world.truth());
      if ((await this.activeRuns()).length === 0) break;
    }
    await this.collect();
  }

  async tally(): Promise<Played> {
    const where = { run: { clusterId: this.world.clusterId } };
    const groups = await this.lane.db.move.groupBy({ by: ['state'], where, _count: true });
    const runs = await this.lane.db.run.count({ where: { clusterId: this.world.clusterId } });
    return {
      faults: this.faults,
      runs,
      moves: Object.fromEntries(groups.map(({ state, _count }) => [state, _count])),
    };
  }

  private count(fault: string): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }

  private host(n: number): string {
    return this.world.hostIds[n % this.world.hostIds.length] ?? '';
  }

  /** One turn of a worker: a process of its own, as far as a mishap goes. */
  private async tick(mishap: Mishap | null): Promise<void> {
    if (mishap) this.count(mishap.kind);
    const mortal = new Mortal(mishap, () => this.lane.breakConnections());
    const own =
      mishap?.kind === 'database-lost'
        ? connectDatabase(`${this.lane.url}?application_name=mortal`, 2)
        : null;
    const ctx: Context = {
      ...this.ctx,
      db: mortal.database(own ?? this.lane.db),
      actor: { kind: 'system', name: 'worker' },
    };
    const driver = mortal.driver(this.world.openDriver(), async (vmUuid) => {
      try {
        checkOrder(await this.world.truth(), vmUuid);
      } catch (error) {
        this.broken = error as Broken; // the executor would take it for a failure of the driver
      }
    });
    for (const { id } of await this.activeRuns()) await this.survive(ctx, driver, id, mishap !== null);
    await own?.$disconnect();
    if (this.broken) throw this.broken;
  }

  private async survive(
    ctx: Context,
    driver: HypervisorDriver,
    runId: string,
    mayFail: boolean,
  ): Promise<void> {
    try {
      await advanceRun({ ctx, driver, input: { runId } });
    } catch (error) {
      // killed, or cut off from the database: the next tick goes on from what is stored
      if (!mayFail) throw error;
    }
  }

  private activeRuns() {
    return this.lane.db.run.findMany({
      where: { clusterId: this.world.clusterId, state: { in: ['waiting', 'running'] } },
      orderBy: { number: 'asc' },
      select: { id: true },
    });
  }

  private async collect(): Promise<void> {
    const driver = this.world.openDriver();
    await collectCluster({ ctx: this.ctx, driver, input: { clusterId: this.world.clusterId } });
  }

  /** A person asks for something; being refused with a reason is an answer. */
  private async ask(wish: () => Promise<unknown>): Promise<void> {
    try {
      await wish();
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
    }
  }

  private async migrate(step: { vm: number; host: number; kind: 'live' | 'quick' }): Promise<unknown> {
    const vms = await this.lane.db.vm.findMany({
      where: { clusterId: this.world.clusterId },
      orderBy: { name: 'asc' },
    });
    const vm = vms[step.vm % vms.length];
    if (!vm) return;
    const input = { vmId: vm.id, toHostId: this.host(step.host), kind: step.kind };
    return migrateVm({ ctx: this.ctx, input });
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
