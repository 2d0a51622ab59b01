import { expect, it } from 'vitest';
import { copiesAfter, sumOf, withDisks } from './disk-copy.ts';
import { nothingSent } from './progress.ts';

const GIB = 2 ** 30;
const lines = [
  '2026-11-30 10:00:00 starting VM 100 on remote node pve2',
  'mirror-scsi0: transferred 512.0 MiB of 2.0 GiB (25.00%) in 1s',
  'drive-virtio1: transferred 1.0 GiB of 1.0 GiB (100.00%) in 2s, ready',
  'mirror-scsi0: transferred 1.0 GiB of 2.0 GiB (50.00%) in 2s',
];

it('reads the last line of each disk', () => {
  const copies = copiesAfter(new Map(), lines);
  expect(Object.fromEntries(copies)).toEqual({
    scsi0: { done: GIB, total: 2 * GIB },
    virtio1: { done: GIB, total: GIB },
  });
  expect(
    sumOf(copiesAfter(copies, ['mirror-scsi0: transferred 2.0 GiB of 2.0 GiB (100.00%) in 4s'])),
  ).toEqual({
    done: 3 * GIB,
    total: 3 * GIB,
  });
});

it('adds disks to the progress of the memory', () => {
  const copies = copiesAfter(new Map(), lines);
  expect(withDisks(nothingSent(GIB), copies)).toMatchObject({
    fraction: 0.5,
    bytesTotal: 4 * GIB,
    bytesProcessed: 2 * GIB,
    bytesRemaining: 2 * GIB,
  });
  expect(withDisks(nothingSent(GIB), new Map())).toEqual(nothingSent(GIB));
});
