import { describe, expect, it } from 'vitest';
import { effectivePolicy } from './effective-policy.ts';
import type { PolicyPatch } from './policy.ts';
import { overheadOf, reserveOf } from './reserve.ts';

const GIB = 1024;
const size = (cpuCores: number, gib: number) => ({ cpuCores, memoryMiB: gib * GIB });
const said = (cluster: PolicyPatch, host: PolicyPatch = {}) =>
  effectivePolicy([
    { scope: 'cluster', patch: cluster },
    { scope: 'host', patch: host },
  ]);

describe('the reserve of a host', () => {
  // without a reserve, hosts are filled until guests are killed: after gyptazy/ProxLB#373
  it.each([
    { cpuCores: 2, gib: 2, cores: 0.05, memoryMiB: 512 },
    { cpuCores: 16, gib: 16, cores: 0.4, memoryMiB: 1024 },
    { cpuCores: 16, gib: 64, cores: 0.4, memoryMiB: 3277 },
    { cpuCores: 128, gib: 1024, cores: 2, memoryMiB: 16_384 },
  ])(
    'of $cpuCores cores and $gib GiB is $cores cores and $memoryMiB MiB by default',
    ({ cpuCores, gib, cores, memoryMiB }) => {
      const reserve = reserveOf(size(cpuCores, gib), said({}));
      expect(reserve).toMatchObject({ coresFrom: 'default', memoryMiB, memoryFrom: 'default' });
      expect(reserve.cores).toBeCloseTo(cores);
    },
  );

  it('is the value entered for the host, otherwise that of its cluster, including 0', () => {
    const cluster = { reserveCpuPercent: 10, reserveMemoryPercent: 0 };
    expect(reserveOf(size(16, 64), said(cluster))).toEqual({
      cores: 1.6,
      coresFrom: 'cluster',
      memoryMiB: 0,
      memoryFrom: 'cluster',
    });
    expect(reserveOf(size(16, 64), said(cluster, { reserveCores: 0, reserveMemoryMiB: 4096 }))).toEqual({
      cores: 0,
      coresFrom: 'host',
      memoryMiB: 4096,
      memoryFrom: 'host',
    });
  });

  it('leaves some memory of a host that has become smaller', () => {
    expect(reserveOf(size(4, 2), said({}, { reserveMemoryMiB: 8192 })).memoryMiB).toBe(1843);
  });
});

describe('the overhead of a VM', () => {
  it('grows with its vCPUs and memory, unless the cluster sets a value', () => {
    expect(overheadOf({ vcpus: 1, memoryMiB: 1024 }, said({}).values)).toBe(74);
    expect(overheadOf({ vcpus: 16, memoryMiB: 65_536 }, said({}).values)).toBe(320);
    expect(overheadOf({ vcpus: 16, memoryMiB: 65_536 }, { vmOverheadMiB: 0 })).toBe(0);
  });
});
