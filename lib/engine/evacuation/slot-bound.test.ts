import { describe, expect, it } from 'vitest';
import { SlotBound } from './slot-bound.ts';

describe('SlotBound', () => {
  it('sees no need to move anything on where all fits', () => {
    expect(new SlotBound([30, 20], [30, 20]).moves).toBe(0);
  });

  it('counts those that fit nowhere as things are', () => {
    expect(new SlotBound([50, 50], [40, 40, 40]).moves).toBe(2);
  });

  it('counts slots, not hosts: three of 30 do not go into 80', () => {
    expect(new SlotBound([30, 30, 30], [80, 25]).moves).toBe(1);
  });

  it('follows what is put and what moves on', () => {
    const bound = new SlotBound([50], [40, 20]);
    expect(bound.moves).toBe(1);
    bound.wait(50, -1);
    bound.change(40, -10); // it is there, and 10 too much
    expect(bound.moves).toBe(1);
    bound.change(-10, 5); // one of 15 goes
    bound.change(20, 5);
    expect(bound.moves).toBe(0);
  });
});
