import { describe, expect, it } from 'vitest';
import { Policy } from '../../../lib/model/policy.ts';
import { makeDataCentre } from './data-centre.ts';
import { runDay } from './run-day.ts';
import { engine } from './strategies/engine.ts';
import { noBalancing, type Strategy } from './strategies/strategy.ts';
import { tinyCentre } from './tiny-centre.ts';
import { generateDay } from './trace.ts';
import type { WantedMove } from './world.ts';

const policy = Policy.parse({});
const oneHour = { policy, hours: 1 };

/** Requests these moves at midnight and nothing later. */
const once = (...moves: WantedMove[]): Strategy => ({
  name: 'once',
  about: '',
  everySeconds: Number.POSITIVE_INFINITY,
  decide: () => ({ moves }),
});

describe('runDay', () => {
  it('counts the minutes of hosts above a threshold, and of VMs on hosts whose demand exceeds their capacity', async () => {
    const centre = tinyCentre(3, [
      [0, 8001, 1],
      [1, 6000, 1],
      [1, 6000, 1],
      [2, 8000, 14],
    ]);
    const day = await runDay(centre, noBalancing, oneHour);
    expect(day.overloadedHostMinutes).toBe(120);
    expect(day.starvedVmMinutes).toBe(120);
    expect(day.overloadedByHour).toEqual([120]);
  });

  it('lets a move wait until another has freed memory, and drops one that never fits', async () => {
    const centre = tinyCentre(3, [
      [0, 10, 12],
      [1, 10, 12],
      [2, 10, 6],
    ]);
    const chain = await runDay(centre, once({ vm: 0, to: 2 }, { vm: 2, to: 1 }), oneHour);
    expect([chain.moves, chain.refused, chain.limitsBroken]).toEqual([0, 2, 0]);
    const fits = tinyCentre(3, [
      [0, 10, 12],
      [1, 10, 12],
    ]);
    const turn = await runDay(fits, once({ vm: 1, to: 2 }, { vm: 0, to: 1 }), oneHour);
    expect([turn.moves, turn.refused, turn.limitsBroken]).toEqual([2, 0, 0]);
  });

  it('relieves an overloaded host within minutes with the engine, violates no limit, and is reproducible', async () => {
    const centre = tinyCentre(3, [
      [0, 4500, 2],
      [0, 3000, 2],
      [0, 1500, 2],
      [1, 2000, 2],
      [2, 2500, 2],
    ]);
    const ours = await runDay(centre, engine('engine', policy), { policy, hours: 0.1 });
    expect(ours.overloadedHostMinutes).toBeLessThan(1);
    expect([ours.moves > 0, ours.movesBack, ours.limitsBroken]).toEqual([true, 0, 0]);
    const again = await runDay(centre, engine('engine', policy), { policy, hours: 0.1 });
    expect({ ...again, cpuSeconds: 0 }).toEqual({ ...ours, cpuSeconds: 0 });
  });
});

describe('makeDataCentre', () => {
  it('is the same for the same seed, and every host can hold its first VMs', () => {
    const day = generateDay(3, 60);
    const centre = makeDataCentre(day, { hosts: 5, vms: 60 }, 3);
    expect(makeDataCentre(day, { hosts: 5, vms: 60 }, 3)).toEqual(centre);
    centre.hosts.forEach((host, index) => {
      const held = centre.vms.reduce((sum, vm, v) => sum + (centre.homes[v] === index ? vm.memoryMiB : 0), 0);
      expect(held).toBeLessThanOrEqual(host.memoryMiB - host.reserve.memoryMiB);
    });
  });
});
