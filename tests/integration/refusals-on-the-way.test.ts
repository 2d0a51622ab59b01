import { describe, expect, it } from 'vitest';
import { makeCluster } from './support/refusing-cluster.ts';

describe('an evacuation whose destination refuses after the order', () => {
  it.each([
    ['order', 'destination-full'],
    ['load', 'load-failed'],
    ['order', 'resource-missing'],
  ] as const)(
    'continues with the next host, as after apache/cloudstack#3720: at %s with %s',
    async (when, code) => {
      const { refuse, evacuate, job, places, pairs } = await makeCluster();
      await refuse('h2', when, code);
      const { state, moves } = await job(await evacuate());
      expect(state).toBe('succeeded');
      expect(await places()).toEqual({ a: 'h3', b: 'h3' });
      const refused = Object.values(moves).filter((move) => move.tried.length > 0);
      expect(refused.length).toBeGreaterThan(0);
      for (const move of refused) {
        expect(move).toMatchObject({ state: 'done', code: null });
        expect(move.tried).toMatchObject([{ host: 'h2', code, scope: 'pair', isOrdered: true }]);
      }
      expect(await pairs()).toEqual(refused.map(({ vm }) => `${vm} h2 ${code}`).toSorted());
    },
  );

  it('tries each host once, and ends with the reason of the last one', async () => {
    const { refuse, evacuate, job, places, orders, ctx, hostId } = await makeCluster();
    await refuse('h2', 'load', 'load-failed', 'a');
    await refuse('h3', 'load', 'resource-missing', 'a');
    const { state, moves } = await job(await evacuate());
    expect(state).toBe('partly');
    expect((await places()).a).toBe('h1');
    expect(moves.a?.state).toBe('failed');
    expect(['load-failed', 'resource-missing']).toContain(moves.a?.code);
    expect(moves.a?.tried.map(({ host }) => host).toSorted()).toEqual(['h2', 'h3']);
    expect(await orders('a')).toBe(2);
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({ mode: 'draining' });
  });

  it('retries a temporary failure at the same host first, and then tries the next host', async () => {
    const { refuse, evacuate, job, places, orders } = await makeCluster();
    await refuse('h2', 'load', 'destination-lost');
    const { state, moves } = await job(await evacuate());
    expect(state).toBe('succeeded');
    expect(await places()).toEqual({ a: 'h3', b: 'h3' });
    const lost = Object.values(moves).filter((move) => move.tried.length > 0);
    expect(lost.length).toBeGreaterThan(0);
    for (const { vm, tried } of lost) {
      expect(tried).toMatchObject([{ host: 'h2', code: 'destination-lost', tries: 3 }]);
      expect(await orders(vm)).toBe(4);
    }
  });

  it('does not try a VM on one host after another if none would accept it', async () => {
    const { refuse, evacuate, job, orders, pairs } = await makeCluster();
    for (const host of ['h2', 'h3']) await refuse(host, 'load', 'vm-not-movable', 'a');
    const { state, moves } = await job(await evacuate());
    expect(state).toBe('partly');
    expect(moves.a).toMatchObject({ state: 'failed', code: 'vm-not-movable', tried: [] });
    expect(await orders('a')).toBe(1);
    expect(await pairs()).toEqual(['a h2 vm-not-movable', 'a h3 vm-not-movable']);
  });
});

describe('an evacuation whose destination refuses at the pre-check', () => {
  it('tries the next one, and stores the refusal of the pair', async () => {
    const { refuse, evacuate, job, places, pairs } = await makeCluster();
    await refuse('h2', 'check', 'cpu-incompatible');
    const { state } = await job(await evacuate());
    expect(state).toBe('succeeded');
    expect(await places()).toEqual({ a: 'h3', b: 'h3' });
    expect((await pairs()).every((pair) => pair.endsWith('h2 cpu-incompatible'))).toBe(true);
  });

  it('leaves a VM that the hypervisor cannot move, without trying other hosts', async () => {
    const { refuse, evacuate, job, places } = await makeCluster();
    for (const host of ['h2', 'h3']) await refuse(host, 'check', 'storage-unsafe', 'a');
    const { state, moves } = await job(await evacuate());
    expect(state).toBe('partly');
    expect((await places()).a).toBe('h1');
    expect(moves.a).toMatchObject({ state: 'skipped', code: 'storage-unsafe', tried: [] });
  });
});
