import type { LearnedLink, LearnedWrites } from '../../model/learned.ts';
import type { SnapshotLink, SnapshotVm } from '../../model/snapshot.ts';

/** The links of a snapshot: those between its hosts. */
export function snapshotLinks(
  learned: readonly LearnedLink[] | null,
  hostIds: ReadonlySet<string>,
): SnapshotLink[] | undefined {
  if (learned === null) return undefined;
  const isHere = (hostId: string | null): boolean => hostId === null || hostIds.has(hostId);
  const links = learned.filter((link) => isHere(link.fromHostId) && isHere(link.toHostId));
  return links.length === 0 ? undefined : links.map(snapshotLink);
}

function snapshotLink({
  fromHostId,
  toHostId,
  bandwidthMiBps,
  pauseMiBps,
  ...link
}: LearnedLink): SnapshotLink {
  return {
    ...(fromHostId === null ? {} : { fromHostId }),
    ...(toHostId === null ? {} : { toHostId }),
    ...(bandwidthMiBps === null ? {} : { bandwidthMiBps }),
    ...(pauseMiBps === null ? {} : { pauseMiBps }),
    leastMiBps: link.leastMiBps,
    capShare: link.capShare,
    fixedSeconds: link.fixedSeconds,
    handOverMs: link.handOverMs,
  };
}

type VmWrites = Pick<
  SnapshotVm,
  'dirtyMiBps' | 'workingSetMiB' | 'writePattern' | 'hiddenWrites' | 'touchedMiB'
>;

/**
 * The write pattern of a VM for its snapshot. A hypervisor that reports the working set is believed. Otherwise the
 * VM's last migrations count, with the rate measured since then if that is higher: a slow forecast is better than a
 * false promise.
 */
export function snapshotWrites(vm: {
  dirtyMiBps: number | null;
  workingSetMiB: number | null;
  residentMiB: number | null;
  learned: LearnedWrites | null;
}): VmWrites {
  const { learned } = vm;
  const touchedMiB = learned?.touchedMiB ?? vm.residentMiB;
  const touched = touchedMiB === null ? {} : { touchedMiB };
  if (vm.workingSetMiB !== null || learned === null) {
    return {
      dirtyMiBps: vm.dirtyMiBps ?? undefined,
      workingSetMiB: vm.workingSetMiB ?? undefined,
      ...touched,
    };
  }
  return {
    dirtyMiBps: learned.isMeasured ? learned.dirtyMiBps : Math.max(learned.dirtyMiBps, vm.dirtyMiBps ?? 0),
    workingSetMiB: learned.workingSetMiB,
    writePattern: learned.pattern,
    ...(learned.hidden ? { hiddenWrites: learned.hidden } : {}),
    ...touched,
  };
}
