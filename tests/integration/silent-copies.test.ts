import { expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { makeCluster } from './support/refusing-cluster.ts';

/** Evacuates, and stops every copy to this host as soon as it runs, the first `times` times. Returns the number of copies that were stopped. */
async function evacuateWithSilence(
  made: Awaited<ReturnType<typeof makeCluster>>,
  host: string,
  times: number,
) {
  const { ctx, clock, driver, store, hostId, collect } = made;
  const { runId: maybe } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
  const runId = present(maybe, 'run');
  const stopped = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    if (await advanceRun({ ctx, driver, input: { runId } })) break;
    const where = { runId, state: 'migrating', toHostId: hostId(host) } as const;
    for (const { id, tries, vmUuid } of await ctx.db.move.findMany({ where })) {
      if (stopped.has(`${id} ${tries}`) || stopped.size >= times) continue;
      await store.append(clock.now(), { type: 'hang-migration', vm: vmUuid });
      stopped.add(`${id} ${tries}`);
    }
    clock.pass(2);
    if (i % 7 === 0) await collect(); // nothing begins on hosts that were not observed for long
  }
  return { ...(await made.job(runId)), stopped: stopped.size };
}

it('repeats a copy of an evacuation of which nothing is sent any more, at the same host', async () => {
  const made = await makeCluster();
  const { state, moves, stopped } = await evacuateWithSilence(made, 'h2', 1);
  expect(stopped).toBe(1);
  expect(state).toBe('succeeded');
  expect(Object.values(moves).flatMap(({ tried }) => tried)).toEqual([]);
  expect(
    Object.values(moves)
      .map(({ tries }) => tries)
      .toSorted(),
  ).toEqual([1, 2]);
});

it('takes the next host if it happens there twice, and empties the host', async () => {
  const made = await makeCluster();
  const { state, moves } = await evacuateWithSilence(made, 'h2', Number.POSITIVE_INFINITY);
  expect(state).toBe('succeeded');
  expect(await made.places()).toEqual({ a: 'h3', b: 'h3' });
  const tried = Object.values(moves).flatMap((move) => move.tried);
  expect(tried.length).toBeGreaterThan(0);
  for (const each of tried)
    expect(each).toMatchObject({ host: 'h2', code: 'stalled', tries: 2, isOrdered: true });
});
