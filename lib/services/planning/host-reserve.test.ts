import { describe, expect, it } from 'vitest';
import { overheadOf, reserveOf } from './host-reserve.ts';

const GIB = 1024;
const nothing = { reserveCpuPercent: null, reserveMemoryPercent: null, vmOverheadMiB: null };
const host = (cpuCores: number, gib: number, more: object = {}) => ({
  ...{ cpuCores, memoryMiB: gib * GIB, reserveCores: null, reserveMemoryMiB: null, ...more },
});

describe('the reserve of a host', () => {
  // hosts without one are filled until guests are killed: after gyptazy/ProxLB#373
  it.each([
    { cpuCores: 2, gib: 2, cores: 0.05, memoryMiB: 512 },
    { cpuCores: 16, gib: 16, cores: 0.4, memoryMiB: 1024 },
    { cpuCores: 16, gib: 64, cores: 0.4, memoryMiB: 3277 },
    { cpuCores: 128, gib: 1024, cores: 2, memoryMiB: 16_384 },
  ])('of $cpuCores cores and $gib GiB is $cores cores and $memoryMiB MiB by default', (size) => {
    const reserve = reserveOf(host(size.cpuCores, size.gib), nothing);
    expect(reserve).toMatchObject({ coresFrom: 'default', memoryMiB: size.memoryMiB, memoryFrom: 'default' });
    expect(reserve.cores).toBeCloseTo(size.cores);
  });

  it('is what was entered for the host, then for its cluster, 0 included', () => {
    const cluster = { ...nothing, reserveCpuPercent: 10, reserveMemoryPercent: 0 };
    expect(reserveOf(host(16, 64), cluster)).toEqual({
      ...{ cores: 1.6, coresFrom: 'cluster', memoryMiB: 0, memoryFrom: 'cluster' },
    });
    expect(reserveOf(host(16, 64, { reserveCores: 0, reserveMemoryMiB: 4096 }), cluster)).toEqual({
      ...{ cores: 0, coresFrom: 'host', memoryMiB: 4096, memoryFrom: 'host' },
    });
  });

  it('leaves something of a host that has shrunk', () => {
    expect(reserveOf(host(4, 2, { reserveMemoryMiB: 8192 }), nothing).memoryMiB).toBe(1843);
  });
});

describe('the overhead of a VM', () => {
  it('grows with its vCPUs and memory, unless the cluster says otherwise', () => {
    expect(overheadOf({ vcpus: 1, memoryMiB: 1024 }, nothing)).toBe(74);
    expect(overheadOf({ vcpus: 16, memoryMiB: 65_536 }, nothing)).toBe(320);
    expect(overheadOf({ vcpus: 16, memoryMiB: 65_536 }, { ...nothing, vmOverheadMiB: 0 })).toBe(0);
  });
});
