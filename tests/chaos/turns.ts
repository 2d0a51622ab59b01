import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { hasOpenSteps } from '../../lib/db/power-steps.ts';
import type { SimulatorCommandBody } from '../../lib/drivers/simulator/commands.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import type { Context } from '../../lib/services/context.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { moveBackCancelled } from '../../lib/services/orders/move-back-cancelled.ts';
import { restartProved } from '../../lib/services/orders/restart-proved.ts';
import { fenceHosts } from '../../lib/services/outages/fence-hosts.ts';
import { readSigns } from '../../lib/services/outages/read-signs.ts';
import { removeAskedCopies } from '../../lib/services/outages/remove-copies.ts';
import { advancePatchRun } from '../../lib/services/patches/advance-patch-run.ts';
import { dropOld } from '../../lib/services/retention/drop-old.ts';
import { defaultKeep } from '../../lib/services/retention/keep-samples.ts';
import { advanceRun, advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { isHeldByPause } from '../../lib/services/runs/held-by-pause.ts';
import { endedOrBlocked } from '../integration/support/interleave.ts';
import type { Process } from './clocks.ts';
import { commands } from './host-commands.ts';
import { checkPower, checkRestart, checkStep } from './invariants-of-maintenance.ts';
import { checkOrder } from './invariants-of-moments.ts';
import { Mortal } from './mortal.ts';
import { Broken, insist } from './promise.ts';
import type { Event, Mishap, Turn } from './schedule.ts';
import type { ChaosWorld } from './world.ts';

const DAY_MS = 86_400_000;

/** A database on which schedules are played one after another. */
export interface Lane {
  url: string;
  db: Database;
  /** Breaks every connection to the lane's database, as a restart of PostgreSQL does. */
  breakConnections(): Promise<void>;
}

type Work = (ctx: Context, driver: HypervisorDriver, mortal: Mortal) => Promise<unknown>;

/** The turns of workers, each of which acts as a separate process when a fault occurs. */
export class Turns {
  private broken: Broken | null = null;
  private late: { order: SimulatorCommandBody; atMs: number }[] = [];

  constructor(
    private readonly lane: Lane,
    private readonly world: ChaosWorld,
    private readonly befall: (event: Event) => Promise<void>,
    private readonly count: (fault: string) => void,
  ) {}

  /** One turn of this loop. */
  take(turn: Turn, mishap: Mishap | null, process: Process = 'worker'): Promise<void> {
    return this[turn](mishap, process);
  }

  /** One tick of all runs, and of the VMs that are started without one. */
  tick(mishap: Mishap | null, process: Process = 'worker'): Promise<void> {
    const { clusterId } = this.world;
    return this.work(mishap, process, async (ctx, driver) => {
      const runs = await this.activeRuns();
      for (const { id } of runs) await advanceRun({ ctx, driver, input: { runId: id } });
      if (runs.length === 0 && (await hasOpenSteps(this.lane.db, clusterId)))
        await advanceRuns({ ctx, driver, input: { clusterId } });
      await moveBackCancelled({ ctx, input: { clusterId } });
    });
  }

  /** One tick of the patch run, if there is one. */
  patch(mishap: Mishap | null, process: Process = 'worker'): Promise<void> {
    const { clusterId } = this.world;
    return this.work(mishap, process, async (ctx, driver) => {
      await advancePatchRun({ ctx, driver, input: { clusterId } });
    });
  }

  /** The signs of silent hosts are read, and what the policy says of them is done. A fence command that runs has taken the power. */
  signs(mishap: Mishap | null, process: Process = 'worker'): Promise<void> {
    const input = { clusterId: this.world.clusterId };
    return this.work(mishap, process, async (ctx, driver, mortal) => {
      await readSigns({ ctx, driver, input });
      const run = (_: string, __: number, { BALLAST_HOST: name = '' }: Record<string, string>) =>
        mortal.act(async () => {
          await this.world.die(name);
          return { status: 0, output: '' };
        });
      await fenceHosts({ ctx, input, run });
      await restartProved({ ctx, input });
    });
  }

  /** One observation, as the collection task does it. */
  collect(mishap: Mishap | null, process: Process = 'worker'): Promise<void> {
    const { clusterId } = this.world;
    return this.work(mishap, process, async (ctx, driver) => {
      await collectCluster({ ctx, driver, input: { clusterId } });
      if (this.world.reserve !== null) await removeAskedCopies({ ctx, driver, input: { clusterId } });
    });
  }

  /** Deletes old samples, whatever time the worker believes it is. Samples of the last days are not old. */
  async retain(): Promise<void> {
    const before = await this.recentSamples();
    await this.work(null, 'worker', (ctx) => dropOld({ ctx, input: { auditDays: 400, keep: defaultKeep } }));
    const after = await this.recentSamples();
    if (after < before)
      throw new Broken(`${before - after} of ${before} samples of the last days were dropped`);
  }

  activeRuns() {
    return this.lane.db.run.findMany({
      where: { clusterId: this.world.clusterId, state: { in: ['waiting', 'running'] } },
      orderBy: { number: 'asc' },
      select: { id: true },
    });
  }

  /** No run is active, and none waits for its VMs to be moved back; nor is anything of a day of maintenance in progress. */
  async isIdle(): Promise<boolean> {
    const { clusterId } = this.world;
    const { db } = this.lane;
    const waiting = await db.run.count({ where: { clusterId, moveBack: 'asked' } });
    if (waiting > 0 || (await this.activeRuns()).length > 0) return false;
    if (this.world.reserve === null) return true;
    const patching = await db.patchRun.count({ where: { clusterId, finishedAt: null } });
    const silent = await db.outage.count({ where: { clusterId, endedAt: null } });
    return patching + silent === 0 && !(await hasOpenSteps(db, clusterId));
  }

  /** Whether an order is still in transit to its hypervisor. */
  get hasLateOrders(): boolean {
    return this.late.length > 0;
  }

  /** Delivers the orders that are due. */
  async arrive(): Promise<void> {
    const now = this.world.clocks.world.now().getTime();
    const due = this.late.filter(({ atMs }) => atMs <= now);
    this.late = this.late.filter(({ atMs }) => atMs > now);
    for (const { order } of due) await this.world.order(order);
  }

  private async work(mishap: Mishap | null, process: Process, work: Work): Promise<void> {
    if (mishap) this.count(mishap.kind);
    const besides: Promise<void>[] = [];
    const cancelled = await this.cancelledMoves();
    const heldBefore = await this.heldByPause();
    const placedBefore = new Set(this.world.placedByHand);
    const unseen = await this.unseenVms();
    const begun = await this.world.see();
    const mortal = new Mortal(mishap, {
      breakConnections: () => this.lane.breakConnections(),
      befall: this.befall,
      beside: async (turn) => {
        const other = this.take(turn, null, 'other-worker');
        besides.push(other);
        await endedOrBlocked(this.lane.db, other);
      },
      arriveLater: (order, seconds) => {
        const atMs = this.world.clocks.world.now().getTime() + seconds * 1000;
        this.late.push({ order, atMs });
      },
      onOrder: async (order) => {
        const placedNow = [...this.world.placedByHand].filter((uuid) => !placedBefore.has(uuid));
        const held = await this.heldByPause();
        // somebody may have let it continue
        const paused = new Set([...heldBefore.moves].filter((id) => held.moves.has(id)));
        const reported = { cancelled, paused, unseen: new Set([...unseen, ...placedNow]) };
        await this.judge(async () =>
          checkOrder(await this.world.truth(), this.world.indexed(order), reported),
        );
      },
      onStep: ({ hostId }) => this.judge(() => checkStep(this.lane.db, this.world, { hostId, begun })),
      onRestart: (vmUuid) => this.judge(() => checkRestart(this.world, { vmUuid, begun })),
      onPower: (vmUuid, hostId, order) =>
        this.judge(async () => {
          const isHeld = heldBefore.guests.has(vmUuid) && (await this.heldByPause()).guests.has(vmUuid);
          insist(!isHeld || order === 'start', `a VM was to ${order} although its run is paused`);
          await checkPower(this.world, { vmUuid, hostId, order, begun });
        }),
    });
    const own =
      mishap?.kind === 'database-lost'
        ? connectDatabase(`${this.lane.url}?application_name=mortal`, 2)
        : null;
    const db = mortal.database(own ?? this.lane.db);
    const clock = this.world.clocks.of(process);
    const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' }, commands: () => commands };
    try {
      await work(ctx, mortal.driver(this.world.openDriver(clock)), mortal);
    } catch (error) {
      // killed, or disconnected from the database: the next turn continues from the stored state
      if (mishap === null || mishap.kind === 'meanwhile' || mishap.kind === 'beside') throw error;
    } finally {
      await Promise.all(besides);
      await own?.$disconnect();
    }
    if (this.broken) throw this.broken;
  }

  /** Keeps a violated invariant for the end of the turn: otherwise the worker would treat it as a failure of the driver. */
  private async judge(check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.broken = error;
    }
  }

  /** Moves of runs that somebody cancelled: no worker whose turn begins now may order them. */
  private async cancelledMoves(): Promise<ReadonlySet<string>> {
    const moves = await this.lane.db.move.findMany({
      where: { run: { clusterId: this.world.clusterId, cancelRequestedAt: { not: null } } },
      select: { id: true },
    });
    return new Set(moves.map(({ id }) => id));
  }

  /** What the runs that somebody has paused must not begin now: moves by id, and guests to shut down or save by UUID. */
  private async heldByPause(): Promise<{ moves: Set<string>; guests: Set<string> }> {
    const runs = await this.lane.db.run.findMany({
      where: {
        clusterId: this.world.clusterId,
        pausedAt: { not: null },
        state: { in: ['waiting', 'running'] },
      },
      include: { moves: true, steps: true },
    });
    const moves = runs.flatMap((run) => run.moves.filter((move) => isHeldByPause(run, move)));
    const steps = runs.flatMap((run) => run.steps.filter(({ state }) => state === 'pending'));
    return {
      moves: new Set(moves.map(({ id }) => id)),
      guests: new Set(steps.map(({ vmUuid }) => vmUuid)),
    };
  }

  /** VMs that others have placed, and that Ballast has not observed there yet. */
  private async unseenVms(): Promise<Set<string>> {
    const { placedByHand, clusterId } = this.world;
    if (placedByHand.size === 0) return new Set();
    const where = { clusterId, uuid: { in: [...placedByHand] }, missingSince: null };
    const known = await this.lane.db.vm.findMany({ where, select: { uuid: true, hostId: true } });
    const hostIds = new Map(known.map((vm) => [vm.uuid, vm.hostId]));
    const { state, shape } = await this.world.truth();
    const hostOf = (uuid: string) => this.world.hostIds[state.hostOfVm[shape.vmIndex.get(uuid) ?? -1] ?? -1];
    return new Set([...placedByHand].filter((uuid) => hostIds.get(uuid) !== hostOf(uuid)));
  }

  private async recentSamples(): Promise<number> {
    const from = new Date(this.world.clocks.world.now().getTime() - 12 * DAY_MS);
    const [row] = await this.lane.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM samples.host_sample WHERE at > ${from}
        AND host_id = ANY(${this.world.hostIds}::uuid[])`;
    return row?.count ?? 0;
  }
}
