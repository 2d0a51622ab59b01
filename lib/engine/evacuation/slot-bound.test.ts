import { describe, expect, it } from 'vitest';
import { SlotBound } from './slot-bound.ts';

describe('SlotBound', () => {
  it('requires no further move where everything fits', () => {
    expect(new SlotBound([30, 20], [30, 20]).moves).toBe(0);
  });

  it('counts the VMs that fit into no slot', () => {
    expect(new SlotBound([50, 50], [40, 40, 40]).moves).toBe(2);
  });

  it('counts slots, not hosts: three VMs of 30 do not fit into 80', () => {
    expect(new SlotBound([30, 30, 30], [80, 25]).moves).toBe(1);
  });

  it('follows VMs that are placed and VMs that move away', () => {
    const bound = new SlotBound([50], [40, 20]);
    expect(bound.moves).toBe(1);
    bound.wait(50, -1);
    bound.change(40, -10); // the VM is placed, and exceeds the memory by 10
    expect(bound.moves).toBe(1);
    bound.change(-10, 5); // a VM of 15 moves away
    bound.change(20, 5);
    expect(bound.moves).toBe(0);
  });
});
