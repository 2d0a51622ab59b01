import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import {
  cancelPatchRun,
  continuePatchRun,
  pausePatchRun,
} from '../../lib/services/patches/change-patch-run.ts';
import { confirmPatchHost, reportStep } from '../../lib/services/patches/confirm-patch-host.ts';
import { withTestDatabase } from './support/database.ts';
import { makePatchedCluster } from './support/patched-cluster.ts';

const database = withTestDatabase();
const make = (wanted?: Parameters<typeof makePatchedCluster>[1]) => makePatchedCluster(database.db, wanted);
const TOKEN = 'a-token-of-many-characters';

describe('a patch run', () => {
  it('patches the hosts one after another, and puts every VM back', async () => {
    const { start, until, read, places } = await make();
    const before = await places();
    const { patchRunId } = await start();
    await until(({ finishedAt }) => finishedAt !== null);
    const run = await read();
    expect(run).toMatchObject({ state: 'succeeded', id: patchRunId });
    // the empty host first
    expect(run.hosts.map(({ name }) => name)[0]).toBe('h4');
    for (const host of run.hosts) {
      expect(host).toMatchObject({
        phase: 'done',
        versionBefore: 'Ballast simulator 1',
        versionAfter: 'Ballast simulator 1.1',
      });
      expect(host.bootAfter).not.toBe(host.bootBefore);
    }
    const times = run.hosts.map(({ evacuatingAt, finishedAt }) => [evacuatingAt, finishedAt] as const);
    for (const [i, [from]] of times.entries())
      if (i > 0) expect(from?.getTime()).toBeGreaterThanOrEqual(times[i - 1]?.[1]?.getTime() ?? 0);
    expect(await places()).toEqual(before);
    const modes = await database.db.host.findMany({
      where: { clusterId: run.clusterId },
      select: { mode: true },
    });
    expect(modes.every(({ mode }) => mode === 'active')).toBe(true);
    const actions = await database.db.auditEntry.findMany({
      where: {
        targetId: { in: [patchRunId, ...run.hosts.map(({ hostId }) => hostId)] },
        action: { startsWith: 'patch.' },
      },
    });
    expect(actions.map(({ action }) => action).sort()).toEqual(
      ['patch.finish', 'patch.start', ...Array(4).fill('patch.step')].sort(),
    );
    const events = await database.db.event.findMany({ where: { topic: 'patch', clusterId: run.clusterId } });
    expect(events.map(({ code }) => code).filter((code) => code === 'host-done')).toHaveLength(4);
  });

  it('leaves a host in maintenance mode that was in it, and lets VMs stay where they are', async () => {
    const { start, until, read, hostId, places } = await make();
    await database.db.host.update({ where: { id: hostId('h4') }, data: { mode: 'maintenance' } });
    await start({ hostIds: [hostId('h1'), hostId('h4')], back: 'stay' });
    await until(({ finishedAt }) => finishedAt !== null);
    expect((await read()).hosts).toMatchObject([
      { name: 'h4', staysAway: true, phase: 'done', versionAfter: 'Ballast simulator 1.1', backRunId: null },
      { name: 'h1', staysAway: false, phase: 'done' },
    ]);
    const modes = await database.db.host.findMany({
      where: { id: { in: [hostId('h1'), hostId('h4')] } },
      orderBy: { name: 'asc' },
    });
    expect(modes.map(({ mode }) => mode)).toEqual(['active', 'maintenance']);
    expect(Object.values(await places())).not.toContain('h1');
  });

  it('stops when a command fails, and a person continues without that host', async () => {
    const { ctx, start, until, read, work, phases } = await make();
    const { patchRunId } = await start({ stepName: 'fails' });
    await until(({ state }) => state === 'stopped');
    const [failed, ...others] = (await read()).hosts;
    expect(failed).toMatchObject({
      phase: 'failed',
      code: 'step-failed',
      facts: { exitCode: 3 },
      output: 'simulated: exit 3',
    });
    expect(others.every(({ phase }) => phase === 'waiting')).toBe(true);
    for (let i = 0; i < 10; i++) await work();
    expect((await phases()).h1).toBe('waiting');
    await expect(continuePatchRun({ ctx, input: { patchRunId } })).rejects.toMatchObject({
      code: 'patch-choice-missing',
    });
    await continuePatchRun({ ctx, input: { patchRunId, failed: 'skip' } });
    await until(({ state }) => state === 'stopped');
    expect(Object.values(await phases()).filter((phase) => phase === 'skipped')).toHaveLength(1);
    // once more, with another name for the host: it fails again
    await continuePatchRun({ ctx, input: { patchRunId, failed: 'again' } });
    await until(({ state }) => state === 'stopped');
    expect((await read()).hosts.map(({ attempt }) => attempt)).toContain(2);
    await cancelPatchRun({ ctx, input: { patchRunId } });
    expect(await read()).toMatchObject({ state: 'cancelled' });
  });

  it('stops when a host does not restart although its command should have', async () => {
    const { start, until, read } = await make();
    await start({ stepName: 'forgets' });
    await until(({ state }) => state === 'stopped');
    expect((await read()).hosts[0]).toMatchObject({
      phase: 'failed',
      failedPhase: 'returning',
      code: 'not-restarted',
    });
  });

  it('does not wait for a restart where the file says that there is none', async () => {
    const { start, until, read, hostId } = await make();
    await start({ stepName: 'no-restart', hostIds: [hostId('h4')] });
    await until(({ finishedAt }) => finishedAt !== null);
    expect((await read()).hosts[0]).toMatchObject({ phase: 'done', versionAfter: 'Ballast simulator 1' });
  });

  it('stops before it moves anything off a host that a VM cannot leave, except stopped ones', async () => {
    const { ctx, start, until, read, hostId, places } = await make({
      more: { a: { localDevices: ['gpu'] }, c: { state: 'stopped', localDevices: ['gpu'] } },
    });
    const before = await places();
    const { patchRunId } = await start({ hostIds: [hostId('h2'), hostId('h1')] });
    await until(({ state }) => state === 'stopped');
    expect(
      Object.fromEntries((await read()).hosts.map(({ name, phase, code }) => [name, [phase, code]])),
    ).toEqual({
      h1: ['failed', 'vms-cannot-leave'],
      h2: ['done', null],
    });
    expect(await places()).toEqual(before);
    // its step has not begun: nobody can say that it ran
    await expect(continuePatchRun({ ctx, input: { patchRunId, failed: 'ran' } })).rejects.toMatchObject({
      code: 'patch-step-not-run',
    });
    expect(await read()).toMatchObject({ state: 'stopped' });
  });

  it('begins no host outside its windows, and says when the next one opens', async () => {
    const { start, work, read, phases } = await make();
    await start({ windows: [{ days: [1], from: '22:00', to: '23:00' }] }); // the clock begins on Monday at nine
    for (let i = 0; i < 5; i++) await work();
    expect((await read()).hosts[0]).toMatchObject({
      phase: 'waiting',
      code: 'waits-for-window',
      facts: { until: '2026-11-23T22:00:00.000Z' },
    });
    expect(new Set(Object.values(await phases()))).toEqual(new Set(['waiting']));
  });

  it('lets nothing new begin while it is paused, and a host that has begun its step comes back', async () => {
    const { ctx, start, until, phases, work } = await make();
    const { patchRunId } = await start();
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    await pausePatchRun({ ctx, input: { patchRunId } });
    await until(({ hosts }) => hosts[0]?.phase === 'done');
    for (let i = 0; i < 5; i++) await work();
    expect(Object.values(await phases()).filter((phase) => phase === 'waiting')).toHaveLength(3);
    await expect(pausePatchRun({ ctx, input: { patchRunId } })).rejects.toMatchObject({
      code: 'patch-run-conflict',
    });
    await continuePatchRun({ ctx, input: { patchRunId } });
    await until(({ finishedAt }) => finishedAt !== null);
  });

  it('cancels the job that empties a host, which returns to service', async () => {
    const { ctx, start, until, work, read, hostId } = await make();
    const { patchRunId } = await start({ hostIds: [hostId('h1')] });
    await until(({ hosts }) => hosts[0]?.phase === 'evacuating');
    await cancelPatchRun({ ctx, input: { patchRunId } });
    for (let i = 0; i < 20; i++) await work();
    expect(await read()).toMatchObject({
      state: 'cancelled',
      hosts: [{ phase: 'skipped', code: 'cancelled', failedPhase: 'evacuating' }],
    });
    const { mode } = await database.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(mode).toBe('active');
  });

  it('allows one run of a cluster at a time, no unknown command and no unknown host', async () => {
    const { start, hostId } = await make();
    await expect(start({ stepName: 'none' })).rejects.toMatchObject({ code: 'patch-step-missing' });
    await expect(start({ hostIds: ['01a206df-0bf4-7509-b4b1-95d5af16636a'] })).rejects.toMatchObject({
      code: 'host-not-found',
    });
    await expect(start({ step: 'person' })).rejects.toMatchObject({ code: 'invalid-input' });
    await start({ hostIds: [hostId('h4')] });
    await expect(start()).rejects.toMatchObject({ code: 'patch-run-active' });
  });
});

describe('a step that Ballast does not run', () => {
  it('is done when a person says so, and the host has been observed since', async () => {
    const { ctx, start, until, read, hostId, work } = await make();
    const { patchRunId } = await start({ step: 'person', stepName: null, hostIds: [hostId('h1')] });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    for (let i = 0; i < 5; i++) await work();
    expect((await read()).hosts[0]?.phase).toBe('stepping');
    await confirmPatchHost({ ctx, input: { patchRunId, hostId: hostId('h1') } });
    await expect(
      confirmPatchHost({ ctx, input: { patchRunId, hostId: hostId('h1') } }),
    ).rejects.toMatchObject({ code: 'patch-host-not-waiting' });
    await until(({ finishedAt }) => finishedAt !== null);
    expect((await read()).hosts[0]).toMatchObject({ phase: 'done', confirmedBy: 'The operator' });
  });

  it('is reported with the token of the run, which is not stored', async () => {
    const { ctx, start, until, read, hostId } = await make();
    const { patchRunId } = await start({
      step: 'webhook',
      stepName: null,
      token: TOKEN,
      hostIds: [hostId('h1')],
    });
    await until(({ hosts }) => hosts[0]?.phase === 'stepping');
    expect(JSON.stringify(await read())).not.toContain(TOKEN);
    const report = (token: string, host: string, id = patchRunId) =>
      reportStep({
        ctx: { ...ctx, actor: { kind: 'system', name: 'webhook' } },
        input: { patchRunId: id, token, host },
      });
    await expect(report('another-token-of-many-characters', 'h1')).rejects.toMatchObject({
      code: 'patch-token-wrong',
    });
    await expect(report(TOKEN, 'h1', hostId('h1'))).rejects.toMatchObject({ code: 'patch-token-wrong' });
    await expect(report(TOKEN, 'h2')).rejects.toMatchObject({ code: 'patch-host-not-waiting' });
    await report(TOKEN, 'h1');
    await until(({ finishedAt }) => finishedAt !== null);
    expect((await read()).hosts[0]).toMatchObject({ phase: 'done', confirmedBy: 'webhook' });
  });

  it('is confirmed by a person where no boot id says that the host has restarted', async () => {
    const { ctx, driver, start, until, read, hostId, work } = await make();
    const refuse = async () => {
      throw new DriverError('unsupported', 'no shell');
    };
    const unable = {
      ...driver,
      abilities: { ...driver.abilities, steps: false },
      startStep: refuse,
      readStep: refuse,
      readBootId: refuse,
    };
    const { patchRunId } = await start({
      step: 'webhook',
      stepName: null,
      token: TOKEN,
      hostIds: [hostId('h4')],
    });
    const untilPhase = async (phase: string) => {
      while ((await read()).hosts[0]?.phase !== phase) await work(unable);
    };
    await untilPhase('stepping');
    await reportStep({ ctx, input: { patchRunId, token: TOKEN, host: 'h4' } });
    await untilPhase('confirming');
    await confirmPatchHost({ ctx, input: { patchRunId, hostId: hostId('h4') } });
    await until(({ finishedAt }) => finishedAt !== null);
  });
});
