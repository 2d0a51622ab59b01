import { describe, expect, it } from 'vitest';
import { Policy } from '../../../lib/model/policy.ts';
import { tinyCentre } from './tiny-centre.ts';
import { World } from './world.ts';

const policy = Policy.parse({});

function makeWorld(...args: Parameters<typeof tinyCentre>): World {
  const world = new World(tinyCentre(...args), policy);
  world.readDemand(0);
  return world;
}

describe('World', () => {
  it('counts the memory of a moving VM on both hosts, and its CPU at its source, until the move ends', () => {
    const world = makeWorld(2, [
      [0, 4000, 8],
      [1, 1000, 6],
    ]);
    world.begin({ vm: 0, to: 1 }, 100);
    expect([world.heldMiB(0), world.heldMiB(1)]).toEqual([8192, 14_336]);
    expect([...world.loads().cpu]).toEqual([0.4, 0.1]);
    const ends = world.nextEnd();
    expect(ends).toBeGreaterThan(104); // 8 GiB over 10 Gbit/s
    world.endMoves(ends - 0.01);
    expect(world.hostOf[0]).toBe(0);
    world.endMoves(ends);
    expect([world.hostOf[0], world.heldMiB(0), world.movedAt[0]]).toEqual([1, 0, ends]);
    expect(world.tally).toEqual({ moves: 1, movedMiB: 8192, movesBack: 0, limitsBroken: 0, refused: 0 });
  });

  it('has two slots for moves on each host, incoming and outgoing together', () => {
    const world = makeWorld(3, [
      [0, 10, 1],
      [0, 10, 1],
      [0, 10, 1],
      [2, 10, 1],
    ]);
    world.begin({ vm: 0, to: 1 }, 0);
    world.begin({ vm: 1, to: 2 }, 0);
    expect([world.isPlaceFree(2, 1), world.isPlaceFree(3, 1)]).toEqual([false, true]);
    world.begin({ vm: 2, to: 1 }, 0);
    expect(world.tally.limitsBroken).toBe(1);
  });

  it('records a move that began without enough memory on a host with other incoming VMs', () => {
    const world = makeWorld(3, [
      [0, 10, 9],
      [1, 10, 9],
    ]);
    world.begin({ vm: 0, to: 2 }, 0);
    expect(world.fits(1, 2)).toBe(false);
    world.begin({ vm: 1, to: 2 }, 0);
    expect(world.tally.limitsBroken).toBe(1);
  });

  it('counts a return within an hour as a move back, but not a later one', () => {
    const world = makeWorld(2, [[0, 10, 1]]);
    const goTo = (to: number, seconds: number): void => {
      world.begin({ vm: 0, to }, seconds);
      world.endMoves(seconds + 60);
    };
    goTo(1, 0);
    goTo(0, 3500);
    expect(world.tally.movesBack).toBe(1);
    goTo(1, 7300);
    expect([world.tally.moves, world.tally.movesBack]).toEqual([3, 1]);
  });
});
