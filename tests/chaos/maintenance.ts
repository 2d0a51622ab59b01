import { BallastError } from '../../lib/model/errors.ts';
import type { Context } from '../../lib/services/context.ts';
import { checkUnasked } from './invariants-of-maintenance.ts';
import { checkBegun, checkStepping, type PatchMoment, readPatchMoment } from './invariants-of-patching.ts';
import { Patching } from './patching.ts';
import { People } from './people.ts';
import { hostName } from './promise.ts';
import type { MaintenanceEvent } from './schedule-of-maintenance.ts';
import type { Turns } from './turns.ts';
import type { ChaosWorld, SeenVms } from './world.ts';

/** What is compared before and after each step of a day of maintenance. */
interface Moment {
  vms: SeenVms;
  patch: PatchMoment;
}

/** The part of a schedule that only days of maintenance have: what people order, and what holds at every moment. */
export class Maintenance {
  private readonly people: People;
  private readonly patching: Patching;

  constructor(
    private readonly ctx: Context,
    private readonly world: ChaosWorld,
    private readonly turns: Turns,
  ) {
    this.people = new People(ctx, world);
    this.patching = new Patching(ctx, world);
  }

  /** People order something. Throws the refusal that they get. */
  async befall(event: Exclude<MaintenanceEvent, { do: 'host-died' }>): Promise<void> {
    const { people, patching, world } = this;
    const host = (n: number): string => world.hostIds[n % world.hostIds.length] ?? '';
    switch (event.do) {
      case 'patch':
        return patching.start(event.hosts.map(host), event);
      case 'pause-patch':
      case 'cancel-patch':
        return patching.change(event.do);
      case 'continue-patch':
        return patching.continue(event.failed);
      case 'confirm':
        return patching.confirm(host(event.host), event.by);
      case 'restart':
        return people.restart(host(event.host), hostName(event.host % world.hostIds.length));
      case 'remove-copy':
        return people.removeCopy(world.vmUuids[event.vm % world.vmUuids.length] ?? '');
      case 'evacuate-by':
        return people.evacuate(host(event.host), event.ways);
      case 'leave-maintenance':
        return people.leave(host(event.host), event);
      case 'rebalance':
        return people.rebalance();
    }
  }

  /** What workers, and with each observation people, do until everything has ended. */
  async bringToAnEnd(isDue: boolean): Promise<void> {
    await this.turns.patch(null);
    if (!isDue) return;
    await this.turns.signs(null);
    for (const { uuid, isRunning, copy } of await this.world.see()) {
      const hostId = copy && this.world.hostIds[copy.host];
      if (hostId && isRunning && copy.isRunning)
        await this.world.order({ type: 'stop-copy', vmUuid: uuid, hostId });
      if (hostId) await this.ask(() => this.people.removeCopy(uuid));
    }
    await this.ask(() => this.patching.bringToAnEnd());
  }

  /** Null: this is no day of maintenance. */
  async see(): Promise<Moment | null> {
    if (this.world.reserve === null) return null;
    return { vms: await this.world.see(), patch: await readPatchMoment(this.ctx.db, this.world) };
  }

  async check(before: Moment): Promise<void> {
    checkUnasked(this.world, before.vms, await this.world.see());
    const patch = await readPatchMoment(this.ctx.db, this.world);
    checkStepping(patch);
    checkBegun(this.world.reserve?.failuresToSurvive ?? 0, before.patch, patch);
  }

  private async ask(wish: () => Promise<void>): Promise<void> {
    try {
      await wish();
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
    }
  }
}
