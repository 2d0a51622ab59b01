import { BallastError } from '../../lib/model/errors.ts';
import type { Context } from '../../lib/services/context.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { undoRun } from '../../lib/services/orders/undo-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { continueRun, pauseRun } from '../../lib/services/runs/pause-run.ts';
import { commands } from './host-commands.ts';
import { checkEntered, checkMoment, placesIn } from './invariants-of-moments.ts';
import { Maintenance } from './maintenance.ts';
import type { Event, Step } from './schedule.ts';
import { type Lane, Turns } from './turns.ts';
import type { ChaosWorld } from './world.ts';

/** Number of ticks for the executor at the end, with every fault fixed; more than any backoff needs. */
const PATIENCE = 400;
const INTERVAL_SECONDS = 15;

/** Takes the steps of a schedule: turns of the worker, requests of a person, and faults. */
export class Player {
  readonly faults: Record<string, number> = {};
  private readonly ctx: Context;
  private readonly turns: Turns;
  private readonly maintenance: Maintenance;

  constructor(
    private readonly lane: Lane,
    private readonly world: ChaosWorld,
  ) {
    this.ctx = {
      db: lane.db,
      clock: world.clocks.of('web'),
      actor: { kind: 'user', id: 'operator', name: 'Operator', role: 'operator' },
      commands: () => commands,
    };
    const count = (fault: string) => this.count(fault);
    this.turns = new Turns(lane, world, (event) => this.befall(event), count);
    this.maintenance = new Maintenance(this.ctx, world, this.turns);
  }

  /** Takes a step, and checks the invariants that hold at every moment. */
  async take(step: Step): Promise<void> {
    await this.checked(() => this.act(step));
  }

  /** Fixes all faults. Ticks and observations continue by the worker's clock until all runs have ended. */
  async repairAll(): Promise<void> {
    await this.endFaults();
    // the longer it takes, the faster time passes in the world: backoffs and time limits are minutes
    const { rounds, first, later } =
      this.world.reserve === null
        ? { rounds: 30, first: 2, later: 20 }
        : { rounds: 6, first: 3, later: INTERVAL_SECONDS };
    for (let round = 0, seconds = 0; round < PATIENCE; round++) {
      const passing = round < rounds ? first : later;
      await this.pass(passing);
      seconds += passing;
      const isDue = round === 0 || seconds >= INTERVAL_SECONDS;
      await this.checked(async () => {
        if (isDue) await this.turns.collect(null);
        await this.turns.tick(null);
        if (this.world.reserve !== null) await this.maintenance.bringToAnEnd(isDue);
      });
      if (isDue) seconds = 0;
      if (!this.turns.hasLateOrders && (await this.turns.isIdle())) break;
    }
    // whatever the clocks have done, two intervals are enough to observe the real state of the cluster; on a day of
    // maintenance people then remove copies of which the last run kept them
    for (let round = 0; round < 3; round++) {
      await this.pass(INTERVAL_SECONDS);
      await this.checked(async () => {
        await this.turns.collect(null);
        if (this.world.reserve !== null && round === 0) await this.maintenance.bringToAnEnd(true);
      });
    }
  }

  private async endFaults(): Promise<void> {
    const { hostIds } = this.world;
    for (const hostId of hostIds) {
      for (const type of ['host-up', 'daemon-up', 'accept'] as const)
        await this.world.order({ type, hostId });
    }
    for (const a of hostIds.keys())
      for (const b of hostIds.keys()) if (a < b) await this.link('link-joined', a, b);
    for (const [n] of (await this.turns.activeRuns()).entries())
      await this.ask(() => this.pause({ do: 'continue', run: n }));
  }

  private async checked(act: () => Promise<void>): Promise<void> {
    const before = placesIn(await this.world.truth());
    const moment = await this.maintenance.see();
    const inMaintenance = await this.inMaintenance();
    await act();
    const view = await this.world.truth();
    checkMoment(view);
    if (moment) await this.maintenance.check(moment);
    const entered = new Set([...(await this.inMaintenance())].filter((id) => !inMaintenance.has(id)));
    const stays = await this.leftOn([...entered]);
    checkEntered(this.world.hostIds, entered, { before, after: placesIn(view), view, ...stays });
  }

  /** The VMs, by UUID, that the evacuations of these hosts left there: as long as they are stopped, or running. */
  private async leftOn(hostIds: string[]): Promise<{ left: Set<string>; running: Set<string> }> {
    const hosts = await this.lane.db.host.findMany({
      where: { id: { in: hostIds } },
      select: { mayStay: true, mayStayRunning: true },
    });
    const uuidsOf = async (ids: string[]): Promise<Set<string>> => {
      const vms = await this.lane.db.vm.findMany({ where: { id: { in: ids } }, select: { uuid: true } });
      return new Set(vms.map(({ uuid }) => uuid));
    };
    return {
      left: await uuidsOf(hosts.flatMap(({ mayStay }) => mayStay)),
      running: await uuidsOf(hosts.flatMap(({ mayStayRunning }) => mayStayRunning)),
    };
  }

  private async inMaintenance(): Promise<Set<string>> {
    const where = { clusterId: this.world.clusterId, mode: 'maintenance' } as const;
    const hosts = await this.lane.db.host.findMany({ where, select: { id: true } });
    return new Set(hosts.map(({ id }) => id));
  }

  private async act(step: Step): Promise<void> {
    switch (step.do) {
      case 'tick':
      case 'collect':
        return this.turns[step.do](step.mishap);
      case 'patch-tick':
        return this.turns.patch(step.mishap);
      case 'signs':
        return this.turns.signs(step.mishap);
      case 'two-patchers':
        this.count(step.do);
        await Promise.all([this.turns.patch(step.mishap), this.turns.patch(null, 'other-worker')]);
        return;
      case 'two-workers':
        this.count(step.do);
        await Promise.all([this.turns.tick(step.mishap), this.turns.tick(null, 'other-worker')]);
        return;
      case 'retain':
        this.count(step.do);
        return this.turns.retain();
      case 'evacuate-beside-tick':
        await Promise.all([
          this.befall({ do: 'evacuate', host: step.host, also: null }),
          this.turns.tick(null),
        ]);
        return;
      case 'cancel-beside-tick':
        await Promise.all([
          this.befall({ do: 'cancel', run: step.run, movesBack: false }),
          this.turns.tick(null),
        ]);
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

  private count(fault: string): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }

  private host(n: number): string {
    return this.world.hostIds[n % this.world.hostIds.length] ?? '';
  }

  private hosts({ host, also }: { host: number; also: number | null }): string[] {
    return [...new Set([host, ...(also === null ? [] : [also])].map((n) => this.host(n)))];
  }

  private async befall(event: Event): Promise<void> {
    if (event.do !== 'pass') this.count(event.do);
    switch (event.do) {
      case 'pass':
        return this.pass(event.seconds);
      case 'clock-jump':
        return this.world.clocks.jump(event.seconds, event.layer);
      case 'evacuate':
        return this.ask(() => evacuateHosts({ ctx: this.ctx, input: { hostIds: this.hosts(event) } }));
      case 'cancel':
        return this.ask(() => this.cancel(event));
      case 'pause':
      case 'continue':
        return this.ask(() => this.pause(event));
      case 'link-cut':
      case 'link-joined':
        return this.link(event.do, event.host, event.other);
      case 'fail-migration':
      case 'hang-migration':
        return this.harm(event.do);
      case 'place':
        return this.place(event);
      case 'refuse': {
        const { vmUuids } = this.world;
        const vm = event.vm === null ? undefined : vmUuids[event.vm % vmUuids.length];
        const { when, code } = event;
        return this.world.order({ type: 'refuse', hostId: this.host(event.host), vm, when, code });
      }
      case 'host-died':
        return this.world.die(this.host(event.host));
      case 'host-up':
      case 'host-down':
      case 'daemon-up':
      case 'daemon-down':
      case 'accept':
        return this.world.order({ type: event.do, hostId: this.host(event.host) });
      default:
        return this.ask(() => this.maintenance.befall(event));
    }
  }

  /** Lets time pass in the world. Orders in transit arrive. */
  private async pass(seconds: number): Promise<void> {
    this.world.clocks.pass(seconds);
    await this.turns.arrive();
  }

  /** A person requests something. A refusal with a reason is an accepted response. */
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

  private async cancel({ run: n, movesBack }: { run: number; movesBack: boolean }): Promise<void> {
    const runs = await this.turns.activeRuns();
    const run = runs[n % Math.max(1, runs.length)];
    if (run) await cancelRun({ ctx: this.ctx, input: { runId: run.id, movesBack } });
  }

  private async pause({ do: what, run: n }: { do: 'pause' | 'continue'; run: number }): Promise<void> {
    const runs = await this.turns.activeRuns();
    const run = runs[n % Math.max(1, runs.length)];
    if (!run) return;
    await (what === 'pause' ? pauseRun : continueRun)({ ctx: this.ctx, input: { runId: run.id } });
  }

  private async link(type: 'link-cut' | 'link-joined', a: number, b: number): Promise<void> {
    const [hostId, toHostId] = [this.host(a), this.host(b)];
    if (hostId !== toHostId) await this.world.order({ type, hostId, toHostId });
  }

  private async harm(type: 'fail-migration' | 'hang-migration'): Promise<void> {
    const [migration] = (await this.world.truth()).state.active;
    if (migration) await this.world.order({ type, vm: migration.order.vmUuid });
  }

  private async place({ isForeign, vm: n, host }: Extract<Event, { do: 'place' }>): Promise<void> {
    const uuids = isForeign ? this.world.foreignUuids : this.world.vmUuids;
    const uuid = uuids[n % Math.max(1, uuids.length)];
    if (uuid === undefined) return;
    const placeOf = async () => {
      const { state, shape } = await this.world.truth();
      return state.hostOfVm[shape.vmIndex.get(uuid) ?? -1];
    };
    const before = await placeOf();
    if (host !== null && (await this.world.truth()).state.diedAt[host % this.world.hostIds.length] !== null)
      return; // nobody puts anything on a host without power
    await this.world.order({ type: 'place', vm: uuid, hostId: host === null ? null : this.host(host) });
    if ((await placeOf()) !== before) this.world.placedByHand.add(uuid);
  }
}
