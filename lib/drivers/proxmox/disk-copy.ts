import type { MigrationProgress } from '../../model/ports.ts';
import { bytesOf } from './amounts.ts';

/** How far the copies of local disks are, in bytes, by the name of the disk. */
export type DiskCopies = ReadonlyMap<string, { done: number; total: number }>;

const AMOUNT = '([\\d.]+) (B|KiB|MiB|GiB|TiB)';
const MIRRORED = new RegExp(`(?:drive|mirror)-(\\w+): transferred ${AMOUNT} of ${AMOUNT}`);

/** The copies after further lines of the log of their task. */
export function copiesAfter(before: DiskCopies, lines: readonly string[]): DiskCopies {
  const copies = new Map(before);
  for (const line of lines) {
    const [, disk, done, doneUnit, total, totalUnit] = MIRRORED.exec(line) ?? [];
    if (disk !== undefined)
      copies.set(disk, { done: bytesOf(done, doneUnit), total: bytesOf(total, totalUnit) });
  }
  return copies;
}

/** The same once memory is being copied: until then all disks were. */
export const completed = (copies: DiskCopies): DiskCopies =>
  new Map([...copies].map(([disk, { total }]) => [disk, { done: total, total }]));

/** All disks together, in bytes. */
export function sumOf(copies: DiskCopies): { done: number; total: number } {
  const all = [...copies.values()];
  return {
    done: all.reduce((sum, { done }) => sum + done, 0),
    total: all.reduce((sum, { total }) => sum + total, 0),
  };
}

/** The progress of a copy of memory, with that of the disks that are copied before it. */
export function withDisks(memory: MigrationProgress, copies: DiskCopies): MigrationProgress {
  if (copies.size === 0) return memory;
  const disks = sumOf(copies);
  const { bytesTotal, bytesProcessed, bytesRemaining } = memory;
  const processed = (bytesProcessed ?? 0) + disks.done;
  const remaining =
    (bytesRemaining ?? Math.max(0, (bytesTotal ?? 0) - (bytesProcessed ?? 0))) + disks.total - disks.done;
  return {
    ...memory,
    fraction: processed + remaining > 0 ? processed / (processed + remaining) : null,
    bytesTotal: bytesTotal === null ? null : bytesTotal + disks.total,
    bytesProcessed: processed,
    bytesRemaining: bytesRemaining === null ? null : remaining,
  };
}
