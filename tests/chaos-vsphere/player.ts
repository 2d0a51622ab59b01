import { setTimeout as sleep } from 'node:timers/promises';
import { BallastError } from '../../lib/model/errors.ts';
import { present } from '../../lib/model/present.ts';
import { unfinishedRunStates } from '../../lib/model/run.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { orderMaintenance } from '../../lib/services/maintenance/order-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { Killed, type World } from './open-world.ts';
import type { Step } from './schedule.ts';

const STEP_MS = 60;
/** Rounds at the end, with every fault repaired. Times of waiting pass faster then. */
const PATIENCE = 250;
const PASSING_SECONDS = 5;

/** Takes the steps of a schedule in real time. */
export class Player {
  readonly faults: Record<string, number> = {};
  readonly touched = new Set<string>(); // the VMs, by UUID, that somebody else has moved or removed

  constructor(private readonly world: World) {}

  async take(step: Step): Promise<void> {
    this.faults[step.do] = (this.faults[step.do] ?? 0) + 1;
    await this.act(step);
    await sleep(STEP_MS);
  }

  /** Repairs all faults, and lets everything end that was ordered. */
  async repairAll(): Promise<void> {
    const { vcenter } = this.world;
    await vcenter.order('status', { status: 0 });
    const { hosts, vms } = await vcenter.truth();
    for (const { name: host } of hosts) {
      await vcenter.order('host', { host, state: 'connected' });
      for (const { name: to } of hosts) await vcenter.order('link', { host, to, on: false });
    }
    for (const { name: vm } of vms) await vcenter.order('plan', { vm, plan: { ms: 100 } });
    for (let round = 0; round < PATIENCE; round++) {
      this.world.pass(PASSING_SECONDS);
      await this.collect();
      await this.tick();
      if (await this.isIdle()) break;
      await sleep(STEP_MS);
    }
    for (let round = 0; round < 3; round++) {
      this.world.pass(60); // what is gone counts as gone after some intervals
      await this.collect();
    }
  }

  private async act(step: Step): Promise<unknown> {
    const { vcenter, ctx } = this.world;
    switch (step.do) {
      case 'ticks':
        for (let n = 0; n < step.count; n++) {
          await this.tick();
          await sleep(STEP_MS);
        }
        return;
      case 'collect':
        return this.collect();
      case 'migrate':
        return this.ask(async () => {
          const [vm, host] = [await this.storedVm(step.vm), await this.storedHost(step.host)];
          return vm && migrateVm({ ctx, input: { vmId: vm.id, toHostId: host.id } });
        });
      case 'evacuate':
        return this.ask(async () => {
          const { id } = await this.storedHost(step.host);
          return evacuateHost({ ctx, input: { hostId: id } });
        });
      case 'return-host':
        return this.ask(async () => {
          const { id } = await this.storedHost(step.host);
          return leaveMaintenance({ ctx, input: { hostId: id } });
        });
      case 'cancel':
        return this.ask(async () => {
          const runs = await this.activeRuns();
          const run = runs[step.run % Math.max(1, runs.length)];
          return run && cancelRun({ ctx, input: { runId: run.id } });
        });
      case 'restart-ballast':
        return this.world.restart();
      case 'killed-after-order':
        return this.world.arm('killed');
      case 'answer-lost':
        return this.world.arm('answer-lost');
      case 'vcenter-down':
        return vcenter.order('status', { status: 503 });
      case 'vcenter-up':
        return vcenter.order('status', { status: 0 });
      case 'sessions-lost':
        return vcenter.order('sessions', {});
      case 'vcenter-restarted':
        return vcenter.order('restart', {});
      case 'host':
        return vcenter.order('host', { host: await this.hostName(step.host), state: step.state });
      case 'link': {
        const [host, to] = [await this.hostName(step.host), await this.hostName(step.other)];
        return host === to ? undefined : vcenter.order('link', { host, to, on: step.isCut });
      }
      case 'plan': {
        const { ms, fault, check } = step;
        const plan = {
          ms,
          ...(fault === null ? {} : { fault, failAt: 40 }),
          ...(check === null ? {} : { check }),
        };
        return vcenter.order('plan', { vm: (await this.trueVm(step.vm)).name, plan });
      }
      case 'foreign-migration': {
        const { uuid, name: vm, host } = await this.trueVm(step.vm);
        const to = await this.hostName(step.host);
        if (to === host) return;
        this.touched.add(uuid);
        return vcenter.order('foreign', { vm, to });
      }
      case 'vm-removed': {
        const { uuid, name: vm } = await this.trueVm(step.vm);
        this.touched.add(uuid);
        return vcenter.order('remove', { vm });
      }
    }
  }

  /** A turn of all runs. The process may end in it: then it is started again. */
  private async tick(): Promise<void> {
    const { ctx } = this.world;
    for (const { id } of await this.activeRuns()) {
      try {
        await advanceRun({ ctx, driver: this.world.driver(), input: { runId: id } });
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        await this.world.restart();
      }
    }
  }

  private async collect(): Promise<void> {
    const { ctx, clusterId } = this.world;
    await this.world.collect();
    await orderMaintenance({ ctx, driver: this.world.driver(), input: { clusterId } });
  }

  private async isIdle(): Promise<boolean> {
    const { ctx, clusterId, vcenter } = this.world;
    const hosts = await ctx.db.host.findMany({
      where: { clusterId },
      select: { mode: true, managerOrder: true },
    });
    const isOrdered = hosts.some(({ mode, managerOrder }) => managerOrder !== null && mode !== 'draining');
    const isMoved = (await vcenter.truth()).vms.some((vm) => vm.isMoved);
    return !isOrdered && !isMoved && (await this.activeRuns()).length === 0;
  }

  /** A person requests something. A refusal with a reason is an accepted response. */
  private async ask(wish: () => Promise<unknown>): Promise<void> {
    try {
      await wish();
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
    }
  }

  private activeRuns() {
    const { ctx, clusterId } = this.world;
    const where = { clusterId, state: { in: unfinishedRunStates } };
    return ctx.db.run.findMany({ where, select: { id: true }, orderBy: { number: 'asc' } });
  }

  private async storedVm(n: number) {
    const { ctx, clusterId } = this.world;
    const vms = await ctx.db.vm.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
    return vms[n % Math.max(1, vms.length)];
  }

  private async storedHost(n: number) {
    const { ctx, clusterId } = this.world;
    const hosts = await ctx.db.host.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
    return present(hosts[n % Math.max(1, hosts.length)], 'a host');
  }

  private async trueVm(n: number) {
    const vms = (await this.world.vcenter.truth()).vms.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return present(vms[n % vms.length], 'a VM');
  }

  private async hostName(n: number): Promise<string> {
    const names = (await this.world.vcenter.truth()).hosts.map(({ name }) => name).sort();
    return present(names[n % names.length], 'a host');
  }
}
