import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { HostCommands } from '../../lib/model/host-commands.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { restartHost } from '../../lib/services/orders/restart-host.ts';
import { restartProved } from '../../lib/services/orders/restart-proved.ts';
import { askFence } from '../../lib/services/outages/ask-fence.ts';
import { fenceHosts } from '../../lib/services/outages/fence-hosts.ts';
import { readSigns } from '../../lib/services/outages/read-signs.ts';
import { removeAskedCopies, removeCopy } from '../../lib/services/outages/remove-copy.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readOutage } from '../../lib/views/outage/read-outage.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const shared = { storages: ['san'] };

async function makeCluster(more: { vms?: ReturnType<typeof simulatedVm>[]; hosts?: object } = {}) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { ...shared, ...more.hosts })),
    vms: more.vms ?? [
      simulatedVm('db', 'h1', shared),
      simulatedVm('mail', 'h1', { ...shared, isAutostart: true }),
      simulatedVm('off', 'h1', { ...shared, state: 'stopped' }),
      simulatedVm('web', 'h2', shared),
    ],
  });
  const { ctx, clock, driver, cluster, store, hostId, collect } = made;
  const clusterId = cluster.id;
  const befall = (type: string, host: string) => store.append(clock.now(), { type, hostId: host });
  /** As the worker does: observe, then read the signs of what is silent. */
  const observe = async (times = 1, withDriver: HypervisorDriver = driver): Promise<void> => {
    for (let i = 0; i < times; i++) {
      clock.pass(10);
      await collect();
      await readSigns({ ctx, driver: withDriver, input: { clusterId } });
    }
  };
  const page = (host = 'h1') => readOutage({ ctx, input: { hostId: hostId(host) } });
  const restart = (typedName = 'h1') => restartHost({ ctx, input: { hostId: hostId('h1'), typedName } });
  const moves = async (runId: string) => {
    const rows = await ctx.db.move.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
    return Object.fromEntries(rows.map(({ vmName, state, code }) => [vmName, code === null ? state : code]));
  };
  return { ...made, clusterId, befall, observe, page, restart, moves };
}

const MANY = 4; // readings until a silent host counts as silent

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

describe('a VM that comes back twice', () => {
  /** Its host was only cut off, and a person said that it was off. */
  const makeTwice = async () => {
    const made = await makeCluster({ vms: [simulatedVm('db', 'h1'), simulatedVm('web', 'h2')] });
    await made.befall('host-down', 'h1'); // no disk on shared storage shows that it runs
    await made.observe(MANY);
    const { runId } = await made.restart();
    await made.finish(runId);
    await made.befall('host-up', 'h1');
    await made.observe(2);
    return made;
  };

  it('is an alarm that shows both hosts, and no move of it is allowed', async () => {
    const { ctx, vmId, hostId, places } = await makeTwice();
    const id = await vmId('db');
    const { db: now } = await places();
    const { needs } = await readOverview({ ctx });
    const need = needs.find(({ kind }) => kind === 'two-copies');
    expect(need).toMatchObject({ vm: 'db', hosts: [now, 'h1'] });
    await expect(migrateVm({ ctx, input: { vmId: id, toHostId: hostId('h3') } })).rejects.toMatchObject({
      code: 'two-copies',
    });
    const events = await ctx.db.event.findMany({ where: { topic: 'vm', code: 'twice' } });
    expect(events.map(({ subject }) => subject)).toContainEqual({ vmId: id });
  });

  it('stays one while the host of a copy does not answer', async () => {
    const { ctx, befall, observe, vmId } = await makeTwice();
    await befall('daemon-down', 'h1');
    await observe(MANY);
    const vm = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('db') } });
    expect(vm.duplicateHostId).not.toBeNull();
  });

  it('leaves a stopped copy on a host that died, which a person removes', async () => {
    const { ctx, driver, clusterId, befall, observe, restart, finish, vmId, hostId } = await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    await finish((await restart()).runId);
    await befall('host-up', 'h1');
    await observe(2);
    const id = await vmId('db');
    const vm = await ctx.db.vm.findUniqueOrThrow({ where: { id } });
    expect(vm).toMatchObject({ copyHostId: hostId('h1'), duplicateHostId: null });
    const choice = { range: '24h', span: null, group: null } as const;
    const panel = () => readVmPanel({ ctx, input: { vmId: id, hostId: vm.hostId, choice } });
    expect((await panel())?.copy).toEqual({ hostId: hostId('h1'), host: 'h1', removal: null });
    // mail has autostart on h1, which has started it again
    const mail = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('mail') } });
    expect(mail.duplicateHostId).toBe(hostId('h1'));

    await expect(
      removeCopy({ ctx, input: { vmId: await vmId('web'), hostId: hostId('h1') } }),
    ).rejects.toMatchObject({ code: 'no-copy-left' });
    await removeCopy({ ctx, input: { vmId: id, hostId: hostId('h1') } });
    const refusing: HypervisorDriver = {
      ...driver,
      removeCopy: () => Promise.reject(new DriverError('vm-not-movable', 'no', { detail: 'snapshots' })),
    };
    await removeAskedCopies({ ctx, driver: refusing, input: { clusterId } });
    expect((await panel())?.copy?.removal?.error).toMatchObject({ code: 'vm-not-movable' });
    await removeCopy({ ctx, input: { vmId: id, hostId: hostId('h1') } });
    await removeAskedCopies({ ctx, driver, input: { clusterId } });
    await observe();
    expect((await ctx.db.vm.findUniqueOrThrow({ where: { id } })).copyHostId).toBeNull();
    expect((await panel())?.copy).toBeNull();
  });
});

describe('a fence command', () => {
  const commands: HostCommands = {
    steps: [],
    fences: [
      { name: 'other', description: '', hosts: ['h9'], command: 'false', timeoutSeconds: 5 },
      { name: 'ipmi', description: '', command: 'fence it', timeoutSeconds: 5 },
    ],
  };
  const makeFenced = async () => {
    const made = await makeCluster();
    const ctx = { ...made.ctx, commands: () => commands };
    const clusterId = made.clusterId;
    await made.befall('host-died', 'h1');
    await made.observe(MANY);
    const fence = (status: number | null) =>
      fenceHosts({ ctx, input: { clusterId }, run: async () => ({ status, output: 'chassis power' }) });
    return { ...made, ctx, fence };
  };

  it('proves a host off by its exit status, as a person asked', async () => {
    const { ctx, hostId, fence } = await makeFenced();
    const input = { hostId: hostId('h1'), fence: 'ipmi', typedName: 'h1' };
    await expect(askFence({ ctx, input: { ...input, fence: 'other' } })).rejects.toMatchObject({
      code: 'fence-not-found',
    });
    await expect(askFence({ ctx, input: { ...input, typedName: '' } })).rejects.toMatchObject({
      code: 'name-not-typed',
    });
    const outage = async () => (await readOutage({ ctx, input })).outage;
    await askFence({ ctx, input });
    await expect(askFence({ ctx, input })).rejects.toMatchObject({ code: 'fence-runs-already' });
    await fence(1);
    expect(await outage()).toMatchObject({ verdict: 'down', off: null });
    expect((await outage())?.fence?.message).toBe('exit status 1: chassis power');
    await askFence({ ctx, input });
    await fence(0);
    expect(await outage()).toMatchObject({ verdict: 'off', off: { proof: 'fence', by: 'ipmi' } });
  });

  it('lets the policy restart by itself, and only then', async () => {
    const { ctx, clusterId, fence, cluster, finish, places } = await makeFenced();
    const act = () => restartProved({ ctx, input: { clusterId } });
    const runs = () => ctx.db.run.findMany({ where: { clusterId, kind: 'restart' } });
    const asked = async () => (await ctx.db.outage.findFirstOrThrow({ where: { clusterId } })).fenceName;
    await act();
    expect(await asked()).toBeNull(); // by default a person decides
    const administrator = { ...ctx, actor: personWith('administrator') };
    await editPolicy({
      ctx: administrator,
      input: { scope: 'cluster', clusterId: cluster.id, version: 1, change: { restartMode: 'proved' } },
    });
    await act();
    expect(await asked()).toBe('ipmi');
    await fence(1);
    await act();
    expect(await runs()).toEqual([]); // it proved nothing, and is not tried again
    await ctx.db.outage.updateMany({ where: { clusterId }, data: { fenceEndedAt: null } });
    await fence(0);
    await act();
    await act();
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ isAutomatic: true, requestedBy: 'policy' });
    await finish(present(run, 'the job of the policy').id);
    expect((await places()).db).not.toBe('h1');
  });
});
