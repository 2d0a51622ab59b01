import type { SnapshotVm } from './snapshot.ts';
import type { Tie } from './vm.ts';

type WithDisks = Pick<SnapshotVm, 'ties' | 'takenDisks'>;

const isTakeable = ({ diskMiB }: Tie): boolean => diskMiB !== undefined;

/** The VM as its migrations copy its local disks too: those that the hypervisor can copy do not tie it to its host. */
export function takingDisks<Vm extends WithDisks>(vm: Vm): Vm {
  const taken = [...(vm.takenDisks ?? []), ...vm.ties.filter(isTakeable)];
  if (taken.length === 0) return vm;
  return { ...vm, ties: vm.ties.filter((tie) => !isTakeable(tie)), takenDisks: taken };
}

/** The VM as its local disks stay where they are: they tie it to its host. */
export function leavingDisks<Vm extends WithDisks>(vm: Vm): Vm {
  if (vm.takenDisks === undefined) return vm;
  return { ...vm, ties: [...vm.ties, ...vm.takenDisks], takenDisks: undefined };
}

/** What local disks add to the copy of a VM, in MiB. */
export const takenDiskMiB = ({ takenDisks = [] }: Pick<SnapshotVm, 'takenDisks'>): number =>
  takenDisks.reduce((sum, { diskMiB = 0 }) => sum + diskMiB, 0);

/** The local disks of a VM that could be copied with it, in MiB; null: it has none. */
export function takeableDiskMiB(ties: readonly Tie[]): number | null {
  const disks = ties.filter(isTakeable);
  return disks.length === 0 ? null : disks.reduce((sum, { diskMiB = 0 }) => sum + diskMiB, 0);
}
