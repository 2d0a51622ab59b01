import { describe, expect, it } from 'vitest';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { continuePatchRun } from '../../lib/services/patches/change-patch-run.ts';
import { Random } from '../bench/instances/random.ts';
import { withTestDatabase } from './support/database.ts';
import { makePatchedCluster } from './support/patched-cluster.ts';

const database = withTestDatabase();
const SEEDS = [1, 2, 3, 4, 5, 6];

class Crash extends Error {}

/** A driver whose every call may be the last one of this worker: before it reaches the host, or after. */
function crashing(driver: HypervisorDriver, isNow: () => boolean): HypervisorDriver {
  const wrap =
    <Asked extends unknown[], Answer>(call: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      if (isNow()) throw new Crash();
      const answer = await call(...asked);
      if (isNow()) throw new Crash();
      return answer;
    };
  return {
    ...driver,
    startStep: wrap(driver.startStep),
    readStep: wrap(driver.readStep),
    readBootId: wrap(driver.readBootId),
    observeHost: wrap(driver.observeHost),
  };
}

describe('a patch run whose worker dies', () => {
  it.each(SEEDS)('is continued by the next one, and runs no command twice (seed %i)', async (seed) => {
    const random = new Random(seed);
    const made = await makePatchedCluster(database.db, { hosts: ['h1', 'h2', 'h3'], vms: ['a h1', 'b h2'] });
    const { ctx, start, read, work, places } = made;
    const before = await places();
    const { patchRunId } = await start();
    let crashes = 0;
    let questions = 0;
    for (let i = 0; i < 2000 && (await read()).finishedAt === null; i++) {
      const run = await read();
      if (run.state === 'stopped') {
        // the only thing that a crash may leave to a person
        expect(run.hosts.flatMap(({ code }) => code ?? [])).toEqual(['step-unsure']);
        questions++;
        await continuePatchRun({ ctx, input: { patchRunId, failed: 'again' } });
      }
      try {
        await work(crashing(made.driver, () => random.next() < 0.15));
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        crashes++;
      }
    }
    const run = await read();
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(crashes).toBeGreaterThan(0);
    expect(await places()).toEqual(before);
    const orders = (await made.store.read(0)).filter(
      ({ body }) => (body as { type?: string }).type === 'start-step',
    );
    const keys = orders.map(({ body }) => (body as { key?: string }).key);
    expect(new Set(keys).size).toBe(keys.length); // no command was ordered twice under one name
    expect(keys.length).toBe(3); // and a question was only asked where nothing ran
    expect(run.hosts.reduce((sum, { attempt }) => sum + attempt - 1, 0)).toBe(questions);
  });

  it('asks a person whether a command ran of which its host knows nothing', async () => {
    const { ctx, start, until, read, driver, work, hostId } = await makePatchedCluster(database.db);
    const { patchRunId } = await start({ hostIds: [hostId('h4')] });
    const lost = { ...driver, startStep: async () => Promise.reject(new Crash()) };
    await until(({ hosts }) => hosts[0]?.phase === 'ready');
    await expect(work(lost)).rejects.toThrow(Crash);
    expect((await read()).hosts[0]).toMatchObject({ phase: 'starting' });
    await work();
    expect(await read()).toMatchObject({
      state: 'stopped',
      hosts: [{ phase: 'failed', code: 'step-unsure' }],
    });
    // somebody has seen that it ran, and restarts the host: Ballast only waits for it
    await driver.startStep({ key: 'by-hand', hostId: hostId('h4'), command: 'reboot', timeoutSeconds: 60 });
    await continuePatchRun({ ctx, input: { patchRunId, failed: 'ran' } });
    await until(({ finishedAt }) => finishedAt !== null);
    expect((await read()).hosts[0]).toMatchObject({
      phase: 'done',
      versionAfter: 'Ballast simulator 1.1',
      attempt: 1,
    });
  });

  it('starts a command once when two workers act at the same moment', async () => {
    const { start, until, read, tick, store, hostId } = await makePatchedCluster(database.db);
    await start({ hostIds: [hostId('h4')] });
    await until(({ hosts }) => hosts[0]?.phase === 'ready');
    await Promise.all([tick(), tick(), tick()]);
    expect(['starting', 'stepping']).toContain((await read()).hosts[0]?.phase);
    const orders = (await store.read(0)).filter(
      ({ body }) => (body as { type?: string }).type === 'start-step',
    );
    expect(orders).toHaveLength(1);
  });

  it('does not begin a step while a VM runs there that was started since', async () => {
    const { start, until, read, tick, store, hostId } = await makePatchedCluster(database.db);
    await start({ hostIds: [hostId('h4')] });
    await until(({ hosts }) => hosts[0]?.phase === 'ready');
    await store.append(new Date(0), { type: 'place', vm: 'a', hostId: hostId('h4') });
    await tick();
    expect((await read()).hosts[0]).toMatchObject({
      phase: 'failed',
      code: 'vm-runs-there',
      facts: { vms: 'a' },
    });
  });
});
