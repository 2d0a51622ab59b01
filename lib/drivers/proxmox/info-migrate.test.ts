import { expect, it } from 'vitest';
import { parseInfoMigrate } from './info-migrate.ts';
import { parseDirtyRate } from './monitor.ts';

const MIB = 2 ** 20;

it('reads what QEMU prints up to 10.0', () => {
  const text = `Migration status: active
total time: 2452 ms
expected downtime: 300 ms
setup: 3 ms
transferred ram: 10240 kbytes
throughput: 33.55 mbps
remaining ram: 120832 kbytes
total ram: 131592 kbytes
dirty sync count: 2
page size: 4 kbytes
dirty pages rate: 512 pages
cpu throttle percentage: 20
`;
  expect(parseInfoMigrate(text)).toMatchObject({
    status: 'active',
    progress: {
      elapsedMs: 2452,
      bytesTotal: 131_592 * 1024,
      bytesProcessed: 10 * MIB,
      bytesRemaining: 118 * MIB,
      round: 2,
      dirtyMiBps: 2,
      throttlePercent: 20,
    },
  });
  expect(parseInfoMigrate(text)?.progress.bandwidthMiBps).toBeCloseTo(4, 1);
});

it('reads what QEMU prints since 10.1', () => {
  const text = `Status: \t\tactive
Time (ms): \t\ttotal=6092, setup=9, exp_down=300
RAM info:
  Throughput (Mbps): \t1169.84
  Sizes: \t\tpagesize=4 KiB, total=8 GiB
  Transfers: \t\ttransferred=459 MiB, remain=1.5 GiB
    Channels: \t\tprecopy=744 B, multifd=459 MiB, postcopy=0 B
    Page Types: \tnormal=112561, zero=1946319
  Page Rates (pps): \ttransfer=66560, dirty=256
  Others: \t\tdirty_syncs=3
`;
  expect(parseInfoMigrate(text)).toMatchObject({
    status: 'active',
    progress: {
      elapsedMs: 6092,
      bytesTotal: 8192 * MIB,
      bytesProcessed: 459 * MIB,
      bytesRemaining: 1536 * MIB,
      round: 3,
      dirtyMiBps: 1,
      throttlePercent: null,
    },
  });
});

it('knows of no migration where there is none', () => {
  expect(parseInfoMigrate('')).toBeNull();
  expect(parseInfoMigrate('Migration status: completed\ntotal time: 100 ms\n')?.status).toBe('completed');
});

it('reads a measurement that has ended, and no other', () => {
  const measured = `Status: measured
Start Time: 3058 (ms)
Sample Pages: 512 (per GB)
Period: 4 (sec)
Mode: page-sampling
Dirty rate: 2 (MB/s)
`;
  expect(parseDirtyRate(measured)).toEqual({ key: 3058, seconds: 4, rateMiBps: 2, dirtiedMiB: 9 });
  expect(parseDirtyRate(measured.replace('measured', 'measuring'))).toBeNull();
  expect(parseDirtyRate('Status: measured\nDirty rate: (not ready)\n')).toBeNull();
});
