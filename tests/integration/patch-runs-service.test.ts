import { describe, expect, it } from 'vitest';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { cancelPatchRun, continuePatchRun } from '../../lib/services/patches/change-patch-run.ts';
import { confirmPatchHost } from '../../lib/services/patches/confirm-patch-host.ts';
import { withTestDatabase } from './support/database.ts';
import { makePatchedCluster } from './support/patched-cluster.ts';

const database = withTestDatabase();

describe('a host whose own step is in progress', () => {
  it('is not returned to service before it is back', async () => {
    const { ctx, start, until, hostId } = await makePatchedCluster(database.db);
    const input = { hostId: hostId('h1') };
    await start({ hostIds: [input.hostId] });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    const refused = { code: 'host-being-patched', facts: { host: 'h1' } };
    await expect(leaveMaintenance({ ctx, input })).rejects.toMatchObject(refused);
    await until(({ hosts }) => hosts[0]?.phase === 'returning');
    await expect(leaveMaintenance({ ctx, input })).rejects.toMatchObject(refused);
    await until(({ finishedAt }) => finishedAt !== null);
    const host = await database.db.host.findUniqueOrThrow({ where: { id: input.hostId } });
    expect(host.mode).toBe('active');
  });

  it('is returned once a person has cancelled the run, or said that the step is done', async () => {
    const made = await makePatchedCluster(database.db);
    const { ctx, start, until, hostId } = made;
    const input = { hostId: hostId('h1') };
    const { patchRunId } = await start({ hostIds: [input.hostId], step: 'person', stepName: null });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    await expect(leaveMaintenance({ ctx, input })).rejects.toMatchObject({ code: 'host-being-patched' });
    await cancelPatchRun({ ctx, input: { patchRunId } });
    await leaveMaintenance({ ctx, input });

    const again = await start({ hostIds: [input.hostId], step: 'person', stepName: null });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    await confirmPatchHost({ ctx, input: { patchRunId: again.patchRunId, hostId: input.hostId } });
    await until(({ finishedAt }) => finishedAt !== null);
  });

  it.each(['command', 'person'] as const)(
    'does not begin it if somebody returns the host at that moment (%s)',
    async (step) => {
      const { ctx, driver, start, until, read, work, store, hostId } = await makePatchedCluster(database.db);
      const input = { hostId: hostId('h1') };
      await start({ hostIds: [input.hostId], step, stepName: step === 'command' ? 'update' : null });
      await until(({ hosts }) => hosts[0]?.phase === 'ready');
      const racing: HypervisorDriver = {
        ...driver,
        // the last question before it begins
        readBootId: async (id) => {
          await leaveMaintenance({ ctx, input });
          return driver.readBootId(id);
        },
      };
      await work(racing);
      expect((await read()).hosts[0]?.phase).toBe('ready');
      await work();
      expect(await read()).toMatchObject({
        state: 'stopped',
        hosts: [{ phase: 'failed', code: 'evacuation-cancelled' }],
      });
      const orders = (await store.read(0)).map(({ body }) => (body as { type?: string }).type);
      expect(orders).not.toContain('start-step');
    },
  );
});

describe('hosts that do not answer', () => {
  it('count as away where another host is begun beside others', async () => {
    const { start, until, read, store, hostId, work } = await makePatchedCluster(database.db, {
      hosts: ['h1', 'h2', 'h3', 'h4', 'h5'],
      vms: ['a h1', 'b h2', 'c h3'],
      policy: { failuresToSurvive: 2 },
    });
    await store.append(new Date(0), { type: 'host-down', hostId: hostId('h5') });
    for (let i = 0; i < 20; i++) await work();
    await start({
      hostIds: ['h1', 'h2'].map(hostId),
      hostsAtOnce: 2,
      step: 'person',
      stepName: null,
    });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    expect((await read()).hosts.map(({ phase, code }) => [phase, code])).toEqual([
      ['stepping', null],
      ['waiting', 'waits-for-reserve'],
    ]);
  });

  it('are not begun: a dead one stops the run, and one that was not observed lately is waited for', async () => {
    const { ctx, clock, start, until, read, store, hostId, tick, work } = await makePatchedCluster(
      database.db,
      {
        vms: ['a h1'],
      },
    );
    await store.append(new Date(0), { type: 'host-down', hostId: hostId('h2') });
    for (let i = 0; i < 20; i++) await work();
    const { patchRunId } = await start({ hostIds: ['h2', 'h1'].map(hostId), step: 'person', stepName: null });
    await until(({ state }) => state === 'stopped');
    const byName = async () =>
      Object.fromEntries((await read()).hosts.map(({ name, phase, code }) => [name, [phase, code]]));
    expect((await byName()).h2).toEqual(['failed', 'host-down']);
    expect(await ctx.db.host.findFirst({ where: { name: 'h2' } })).toMatchObject({ mode: 'active' });

    await continuePatchRun({ ctx, input: { patchRunId, failed: 'skip' } });
    clock.pass(600); // Ballast did not run meanwhile
    await tick();
    expect((await byName()).h1).toEqual(['waiting', 'waits-for-host']);
    await until(({ hosts }) => hosts.some(({ name, phase }) => name === 'h1' && phase === 'stepping'));
  });
});
