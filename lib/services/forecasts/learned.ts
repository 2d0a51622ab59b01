import { z } from 'zod';
import { type SnapshotLink, type SnapshotVm, WritePattern } from '../../model/snapshot.ts';
import type { LearnedLink } from '../../precopy/learn-links.ts';
import type { LearnedWrites } from '../../precopy/learn-writes.ts';

const known = z.number().nullable();

/** `cluster.learned`: what finished migrations taught of the ways between its hosts. */
const StoredLinks = z.array(
  z.object({
    fromHostId: z.string().nullable(),
    toHostId: z.string().nullable(),
    bandwidthMiBps: known,
    leastMiBps: z.number(),
    capShare: z.number(),
    pauseMiBps: known,
    fixedSeconds: z.number(),
    handOverMs: z.number(),
    moves: z.number(),
  }) satisfies z.ZodType<LearnedLink>,
);

/** `vm.learned`: how a VM writes, as its last migrations showed. */
const StoredWrites = z.object({
  dirtyMiBps: z.number(),
  workingSetMiB: z.number(),
  pattern: WritePattern,
  hidden: z.object({ dirtyMiBps: z.number(), workingSetMiB: z.number() }).optional(),
  touchedMiB: known,
  seenAtMs: z.number(),
});

/** The links of a snapshot. What an older version stored and this one cannot read counts as not known. */
export function snapshotLinks(stored: unknown, hostIds: ReadonlySet<string>): SnapshotLink[] | undefined {
  const parsed = StoredLinks.safeParse(stored);
  if (!parsed.success) return undefined;
  const isHere = (hostId: string | null): boolean => hostId === null || hostIds.has(hostId);
  const links = parsed.data.filter((link) => isHere(link.fromHostId) && isHere(link.toHostId));
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
    ...{ leastMiBps: link.leastMiBps, capShare: link.capShare },
    ...{ fixedSeconds: link.fixedSeconds, handOverMs: link.handOverMs },
  };
}

type VmWrites = Pick<
  SnapshotVm,
  'dirtyMiBps' | 'workingSetMiB' | 'writePattern' | 'hiddenWrites' | 'touchedMiB'
>;

/**
 * How a VM writes, for its snapshot. A hypervisor that knows the working set knows all; else what the VM's last
 * migrations showed, at the rate measured since if that is higher: better a slow forecast than a false promise.
 */
export function snapshotWrites(vm: {
  dirtyMiBps: number | null;
  workingSetMiB: number | null;
  residentMiB: number | null;
  learned: unknown;
}): VmWrites {
  const learned = readWrites(vm.learned);
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
    dirtyMiBps: Math.max(learned.dirtyMiBps, vm.dirtyMiBps ?? 0),
    workingSetMiB: learned.workingSetMiB,
    writePattern: learned.pattern,
    ...(learned.hidden ? { hiddenWrites: learned.hidden } : {}),
    ...touched,
  };
}

function readWrites(stored: unknown): LearnedWrites | null {
  const parsed = StoredWrites.safeParse(stored);
  if (!parsed.success) return null;
  const { hidden, ...writes } = parsed.data;
  return { ...writes, ...(hidden ? { hidden } : {}) };
}
