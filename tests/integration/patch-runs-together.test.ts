import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { continuePatchRun } from '../../lib/services/patches/change-patch-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makePatchedCluster } from './support/patched-cluster.ts';

const database = withTestDatabase();
const make = (wanted?: Parameters<typeof makePatchedCluster>[1]) => makePatchedCluster(database.db, wanted);

describe('several hosts at once', () => {
  it('are as many as were asked for', async () => {
    const { start, until, read } = await make({ hosts: ['h1', 'h2', 'h3', 'h4', 'h5'] });
    await start({ hostsAtOnce: 2 });
    await until(
      ({ hosts }) => hosts.filter(({ phase }) => phase !== 'waiting' && phase !== 'done').length === 2,
    );
    await until(({ finishedAt }) => finishedAt !== null);
    expect(await read()).toMatchObject({ state: 'succeeded' });
  });

  it('that fail together are decided one by one, and the run continues after the last decision', async () => {
    const { ctx, start, until, read } = await make();
    const { patchRunId } = await start({ stepName: 'fails', hostsAtOnce: 2 });
    await until(({ state }) => state === 'stopped');
    const { hosts } = await read();
    const first = hosts.find(({ phase }) => phase === 'failed');
    const second = hosts.find(({ phase }) => phase === 'waiting');
    await ctx.db.patchHost.update({
      where: { id: present(second, 'a host that waits').id },
      data: { phase: 'failed', failedPhase: 'stepping', code: 'step-too-long' },
    });
    const decide = (host: typeof first, failed: 'ran' | 'skip') =>
      continuePatchRun({ ctx, input: { patchRunId, failed, hostId: host?.hostId ?? null } });
    const phaseOf = async (host: typeof first) =>
      (await read()).hosts.find(({ id }) => id === host?.id)?.phase;
    await decide(first, 'skip');
    expect(await read()).toMatchObject({ state: 'stopped' });
    expect([await phaseOf(first), await phaseOf(second)]).toEqual(['skipped', 'failed']);
    await expect(decide(first, 'skip')).rejects.toMatchObject({ code: 'patch-host-changed' });
    const other = (await read()).hosts.find(({ phase }) => phase === 'waiting');
    await expect(decide(other, 'skip')).rejects.toMatchObject({ code: 'patch-host-changed' });
    // it is in service
    await expect(decide(second, 'ran')).rejects.toMatchObject({ code: 'patch-step-not-run' });
    await decide(second, 'skip');
    expect(await read()).toMatchObject({ state: 'running' });
    const said = await ctx.db.auditEntry.findMany({
      where: { targetId: patchRunId, action: 'patch.continue' },
      orderBy: { at: 'asc' },
    });
    expect(said.map(({ details }) => details)).toEqual([
      { failed: 'skip', host: first?.name },
      { failed: 'skip', host: second?.name },
    ]);
  });

  it('are no more than the cluster reserve provides for', async () => {
    const { start, until, read } = await make({ policy: { failuresToSurvive: 1 } });
    await start({ hostsAtOnce: 3 });
    let most = 0;
    await until(({ hosts, finishedAt }) => {
      most = Math.max(
        most,
        hosts.filter(({ phase }) => !['waiting', 'refilling', 'done'].includes(phase)).length,
      );
      return finishedAt !== null;
    });
    expect(most).toBe(1);
    expect(await read()).toMatchObject({ state: 'succeeded' });
  });
});
