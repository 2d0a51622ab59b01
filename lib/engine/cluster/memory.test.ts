import { describe, expect, it } from 'vitest';
import { host, snapshotOf, vm } from '../testing/snapshots.ts';
import { memoryLimitMiB, memoryOverMiB } from './memory.ts';

const hugePages = [{ pageKiB: 2048, totalMiB: 4000 }];
const { hosts, vms } = snapshotOf({
  hosts: [
    host('plain', { memoryMiB: 9000, reserve: { memoryMiB: 1000 } }),
    host('pooled', { memoryMiB: 9000, reserve: { memoryMiB: 1000 }, hugePages }),
    host('eaten', { memoryMiB: 4000, reserve: { memoryMiB: 1000 }, hugePages }),
  ],
  vms: [
    vm('running', 'plain', { memoryMiB: 4096, overheadMiB: 100 }),
    vm('paused', 'plain', { state: 'paused', memoryMiB: 4096, overheadMiB: 100 }),
    vm('stopped', 'plain', { state: 'stopped', memoryMiB: 4096, overheadMiB: 100 }),
    vm('dpdk', 'plain', { memoryMiB: 4000, overheadMiB: 50, hugePageKiB: 2048 }),
  ],
});

describe('memoryLimitMiB', () => {
  it('is the memory without reserve and huge pages, multiplied by the overcommitment', () => {
    const limits = (memoryOvercommit: number) =>
      hosts.map((each) => memoryLimitMiB(each, { memoryOvercommit }));
    expect(limits(1)).toEqual([8000, 4000, -1000]);
    expect(limits(1.5)).toEqual([12_000, 6000, -1000]);
  });
});

describe('memoryOverMiB', () => {
  it('counts the ordinary memory of running and paused VMs, with their overhead', () => {
    const over = (memoryOvercommit: number) =>
      hosts.map((each) => memoryOverMiB(each, vms, { memoryOvercommit }));
    expect(over(1)).toEqual([442, 4442, 9442]);
    expect(over(2)).toEqual([0, 442, 9442]);
  });

  it('does not report a rounding error as missing memory', () => {
    const [plain = host('none')] = hosts;
    const part = { state: 'running', memoryMiB: 799.9, overheadMiB: 0.1, hugePageKiB: undefined } as const;
    const parts = Array.from({ length: 10 }, () => part);
    expect(
      memoryOverMiB({ ...plain, reserve: { cpuMhz: 0, memoryMiB: 1000 } }, parts, { memoryOvercommit: 1 }),
    ).toBe(0);
  });
});
