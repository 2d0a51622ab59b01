import { human } from './monitor-text.ts';
import { say } from './tasks.ts';
import type { DiskCopy, StandMigration, StandVm } from './world.ts';

const UNIT_MIB: Readonly<Record<string, number>> = { M: 1, G: 1024 };

/** A disk of a VM that only its node has. */
interface LocalDisk {
  key: string;
  volid: string;
  sizeMiB: number;
  isCd: boolean;
}

export const localDisksOf = ({ config }: StandVm): LocalDisk[] =>
  Object.entries(config).flatMap(([key, value]) => {
    const [, volid] = /^(local-lvm:[^,]+)/.exec(String(value)) ?? [];
    if (volid === undefined) return [];
    const [, amount = '1', unit = 'G'] = /size=(\d+)([MG])/.exec(String(value)) ?? [];
    const isCd = String(value).includes('media=cdrom');
    return { key, volid, sizeMiB: Number(amount) * (UNIT_MIB[unit] ?? 1), isCd };
  });

/** Copies that are to be made before the memory. */
export const diskCopies = (vm: StandVm): DiskCopy[] =>
  localDisksOf(vm).map(({ key, sizeMiB }) => ({ key, totalMiB: sizeMiB, doneMiB: 0 }));

/** Copies disks one after the other for so many seconds; true once all of them are. */
export function advanceDisks(
  { disks, task, vm, mibps }: StandMigration,
  seconds: number,
  now: number,
): boolean {
  let left = seconds * mibps;
  for (const disk of disks) {
    if (disk.doneMiB >= disk.totalMiB) continue;
    const copied = vm.machine?.disk ?? null;
    const step =
      copied === null
        ? Math.min(left, disk.totalMiB - disk.doneMiB)
        : Math.min(copied.doneMiB, disk.totalMiB) - disk.doneMiB;
    left -= step;
    disk.doneMiB += step;
    const percent = ((100 * disk.doneMiB) / disk.totalMiB).toFixed(2);
    const shown = `${human(disk.doneMiB)} of ${human(disk.totalMiB)} (${percent}%)`;
    say(
      task,
      now,
      `mirror-${disk.key}: transferred ${shown} in ${Math.round((now - task.startedMs) / 1000)}s`,
    );
  }
  return disks.every((disk) => disk.doneMiB >= disk.totalMiB);
}
