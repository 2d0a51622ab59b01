import { describe, expect, it } from 'vitest';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { MANY, makeDyingCluster, shared } from './support/dying-cluster.ts';
import { simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const makeCluster = (more?: Parameters<typeof makeDyingCluster>[1]) => makeDyingCluster(database.db, more);

describe('a host that loses its power', () => {
  it('is recognised by several signs, its VMs are unknown, and a person has them started elsewhere', async () => {
    const { ctx, befall, observe, page, restart, moves, finish, places, vmId, hostId, driver } =
      await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    const before = await page();
    expect(before.outage).toMatchObject({ verdict: 'down', off: null });
    expect(before.outage?.signs.map(({ source, by, says }) => [source, by, says])).toEqual([
      ['ballast', '', 'silent'],
      ['peer', 'h2', 'silent'],
      ['peer', 'h3', 'silent'],
      ['storage', 'db', 'nothing'],
      ['storage', 'mail', 'nothing'],
      ['storage', 'off', 'nothing'],
    ]);
    expect(before).toMatchObject({ starts: 2, left: 0, isAble: true });
    expect(before.vms.map(({ name, to }) => [name, to === null])).toEqual([
      ['db', false],
      ['mail', false],
      ['off', true],
    ]);
    const { needs } = await readOverview({ ctx });
    expect(needs.some((need) => need.kind === 'silent-host' && need.host.name === 'h1')).toBe(true);

    await expect(restart('h2')).rejects.toMatchObject({ code: 'name-not-typed' });
    const { runId } = await restart();
    await expect(restart()).rejects.toMatchObject({ code: 'restart-runs-already' });
    await finish(runId);
    expect(await moves(runId)).toEqual({ db: 'done', mail: 'done' });
    const now = await places();
    expect(now).toMatchObject({ off: 'h1', web: 'h2' });
    expect([now.db, now.mail].every((host) => host === 'h2' || host === 'h3')).toBe(true);
    const { uuid, hostId: mailHost } = await ctx.db.vm.findUniqueOrThrow({
      where: { id: await vmId('mail') },
    });
    expect(await driver.readAutostart(mailHost, uuid)).toBe(true); // as on its former host
    expect((await page()).outage).toMatchObject({
      verdict: 'off',
      off: { proof: 'person', by: ctx.actor.name },
    });
    const audit = await ctx.db.auditEntry.findFirstOrThrow({ where: { action: 'host.restart-vms' } });
    expect(audit).toMatchObject({ targetId: hostId('h1'), details: { vms: 2, proof: 'person' } });
    const plan = await ctx.db.plan.findFirstOrThrow({ where: { run: { id: runId } } });
    expect(plan.kind).toBe('restart');
    const codes = await ctx.db.event.findMany({ where: { topic: 'host' }, orderBy: { id: 'asc' } });
    expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining(['silent', 'dead', 'off']));
    await befall('host-up', 'h1');
    await observe(2);
    expect((await page()).outage).toBeNull();
  });

  it('is restarted while a move to it is ordered: what was to arrive is not one of its VMs', async () => {
    const { ctx, befall, observe, page, restart, moves, finish, places, vmId, hostId } = await makeCluster();
    await migrateVm({ ctx, input: { vmId: await vmId('web'), toHostId: hostId('h1') } });
    await befall('host-died', 'h1');
    await observe(MANY);
    const seen = await page();
    expect(seen).toMatchObject({ starts: 2, left: 0 });
    expect(seen.vms.map(({ name }) => name)).toEqual(['db', 'mail', 'off']);
    const { runId } = await restart();
    await finish(runId);
    expect(await moves(runId)).toEqual({ db: 'done', mail: 'done' });
    expect((await places()).web).toBe('h2');
  });

  it('starts VMs by priority where not all of them fit, and says which do not', async () => {
    const big = (name: string, on: string) => simulatedVm(name, on, { ...shared, memoryMiB: 30_000 });
    const made = await makeCluster({
      vms: [big('low', 'h1'), big('high', 'h1'), big('h2-a', 'h2'), big('h3-a', 'h3'), big('h3-b', 'h3')],
    });
    const { ctx, befall, observe, page, restart, finish, moves, vmId, places } = made;
    const administrator = { ...ctx, actor: personWith('administrator') };
    const give = async (vm: string, restartPriority: 'first' | 'last' | 'never') =>
      editPolicy({
        ctx: administrator,
        input: { scope: 'vm', vmId: await vmId(vm), version: 0, change: { restartPriority } },
      });
    await give('high', 'first');
    await give('low', 'last');
    await befall('host-died', 'h1');
    await observe(MANY);
    const shown = await page();
    expect(shown).toMatchObject({ starts: 1, left: 1 });
    expect(shown.vms.map(({ name, to }) => [name, to])).toEqual([
      ['high', 'h2'],
      ['low', null],
    ]);
    expect(shown.vms[1]?.reasons.map(({ code }) => code)).toContain('no-host-left');
    const { runId } = await restart();
    await finish(runId);
    expect(await moves(runId)).toEqual({ high: 'done' });
    expect(await places()).toMatchObject({ high: 'h2', low: 'h1' });
  });

  it('is not restarted twice when a worker dies between order and answer, nor between ticks', async () => {
    const { ctx, driver, clock, befall, observe, restart, moves, finish, places } = await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    const { runId } = await restart();
    const dying: HypervisorDriver = {
      ...driver,
      restartVm: async (order) => {
        await driver.restartVm(order);
        throw new Error('killed');
      },
    };
    await expect(advanceRun({ ctx, driver: dying, input: { runId } })).rejects.toThrow('killed');
    clock.pass(1);
    let orders = 0;
    const counting: HypervisorDriver = {
      ...driver,
      restartVm: async (order) => {
        orders++;
        await driver.restartVm(order);
      },
    };
    await finish(runId, counting);
    expect(await moves(runId)).toEqual({ db: 'done', mail: 'done' });
    expect(orders).toBeLessThan(2); // those that were started before are found
    expect(Object.values(await places())).not.toContain('-');
  });

  it('tries the next host if one refuses', async () => {
    const { store, clock, befall, observe, restart, moves, finish, places, hostId } = await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    const code = 'network-missing';
    await store.append(clock.now(), { type: 'refuse', hostId: hostId('h2'), when: 'order', code });
    const { runId } = await restart();
    await finish(runId);
    expect(await moves(runId)).toEqual({ db: 'done', mail: 'done' });
    expect(await places()).toMatchObject({ db: 'h3', mail: 'h3' });
  });
});

describe('a host that only Ballast does not reach', () => {
  it('runs as its peers and its disks show: nothing is offered as proved, and nothing is restarted', async () => {
    const { befall, observe, page, restart } = await makeCluster();
    await befall('daemon-down', 'h1');
    await observe(MANY + 1);
    const { outage } = await page();
    expect(outage?.verdict).toBe('unreachable');
    expect(outage?.signs.filter(({ says }) => says === 'runs').map(({ source }) => source)).toEqual(
      expect.arrayContaining(['peer', 'storage']),
    );
    await expect(restart()).rejects.toMatchObject({ code: 'host-still-runs' });
  });

  it('runs as its disks show where no peer reaches it either', async () => {
    const { befall, observe, page, restart } = await makeCluster();
    await befall('host-down', 'h1');
    await observe(MANY + 1);
    expect((await page()).outage?.verdict).toBe('unreachable');
    await expect(restart()).rejects.toMatchObject({ code: 'host-still-runs' });
  });

  it('is unclear where nobody else could be asked', async () => {
    const { befall, observe, page } = await makeCluster();
    for (const host of ['h1', 'h2', 'h3']) await befall('host-died', host);
    await observe(MANY);
    expect((await page()).outage?.verdict).toBe('unclear');
  });

  it('stops a restart that was ordered, once it answers', async () => {
    const { clock, befall, observe, restart, moves, finish, places } = await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    const { runId } = await restart();
    await befall('host-up', 'h1');
    clock.pass(1);
    await finish(runId);
    expect(await moves(runId)).toEqual({ db: 'host-back', mail: 'host-back' });
    expect(await places()).toMatchObject({ db: 'h1', mail: 'h1' });
  });
});
