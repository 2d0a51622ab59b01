import type { VmObservation } from '../../model/ports.ts';
import type { Tie } from '../../model/vm.ts';
import type { Details } from './details.ts';
import { diskTies } from './disk-ties.ts';
import { type KeptState, keptTies } from './kept-state.ts';
import { isSharedKind, mayBeElsewhere, type PoolShape, poolAround, poolOfPath } from './pools.ts';

/** The requirements of a VM, and what ties it to its host: the part of an observation that is not figures. */
export type VmNeeds = Pick<
  VmObservation,
  | 'networks'
  | 'storages'
  | 'localDevices'
  | 'cpuFeatures'
  | 'hugePageKiB'
  | 'hostCpus'
  | 'numaNodes'
  | 'ties'
  | 'managedBy'
  | 'tags'
  | 'isPersistent'
  | 'isAutostart'
  | 'definition'
>;

/** The size of a VM; null: not reported. */
export type VmSize = Pick<VmObservation, 'vcpus' | 'memoryMiB'>;

/** The size in a VM's definition. */
export function definedSize(details: Details | null): VmSize {
  const { vcpus = null, memoryKiB = null } = details?.definition ?? {};
  return { vcpus, memoryMiB: memoryKiB === null ? null : Math.ceil(memoryKiB / 1024) };
}

/** Whether the host asks the guest for its memory regularly, so that an old report means that the guest is silent. */
export const mustReport = (details: Details | null): boolean =>
  (details?.definition.reportsMemoryEverySeconds ?? 0) > 0;

/** Firmware variables in a pool that other hosts may have: the check before a move compares them. */
const isFileElsewhere = ({ kind, name }: Tie, pools: PoolShape[] | null): boolean =>
  kind === 'firmware-state' && name.startsWith('/') && mayBeElsewhere(poolOfPath(pools ?? [], name));

/** Folders that libvirt migrates, in a pool that other hosts may have: they tie the VM only while it is stopped. */
function loosened(tie: Tie, details: Details | null, pools: PoolShape[] | null): Tie {
  const isSent = details?.sendsFolders === true && details.definition.virtioFolders.includes(tie.name);
  const pool = tie.kind === 'shared-folder' && isSent ? poolAround(pools ?? [], tie.name) : null;
  return pool !== null && isSharedKind(pool) ? { ...tie, blocks: ['offline'] } : tie;
}

/** For a VM whose definition could not be read: only what the lists of its host contain. */
export function needsOfVm(
  uuid: string,
  details: Details | null,
  kept: KeptState | null,
  pools: PoolShape[] | null,
): VmNeeds {
  const definition = details?.definition ?? null;
  const own =
    definition === null
      ? []
      : [
          ...definition.ties
            .filter((tie) => !isFileElsewhere(tie, pools))
            .map((tie) => loosened(tie, details, pools)),
          ...diskTies(definition.disks, pools),
        ];
  return {
    networks: definition?.networks ?? [],
    storages: definition?.storages ?? [],
    localDevices: definition?.localDevices ?? [],
    cpuFeatures: definition?.cpuFeatures ?? [],
    hugePageKiB: definition?.hugePageKiB ?? null,
    hostCpus: definition?.hostCpus ?? [],
    numaNodes: definition?.numaNodes ?? [],
    ties: [...own, ...keptTies(uuid, kept, details?.moments ?? null)],
    managedBy: definition?.managedBy ?? null,
    tags: definition?.tags ?? null,
    isPersistent: kept?.transient?.has(uuid) !== true,
    isAutostart: kept?.autostart?.has(uuid) === true,
    definition: definition?.digest ?? null,
  };
}
