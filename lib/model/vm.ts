import { z } from 'zod';

export const VmState = z.enum(['running', 'paused', 'stopped']);
export type VmState = z.infer<typeof VmState>;

/**
 * What else is to be known of a VM's state. Crashed and suspended VMs hold their memory, so they count as paused; one that
 * shuts down counts as running; unknown: the hypervisor reported a state that Ballast does not know, which counts as paused.
 */
export const VmCondition = z.enum(['crashed', 'suspended', 'shutting-down', 'unknown']);
export type VmCondition = z.infer<typeof VmCondition>;

/** A condition as it was stored; one that this version does not know is unknown. */
export const parseCondition = (stored: string | null): VmCondition | null =>
  stored === null ? null : (VmCondition.safeParse(stored).data ?? 'unknown');

/** Who may move the VM: `manual` only people, `excluded` only an evacuation or a person. */
export const Automation = z.enum(['inherit', 'manual', 'excluded']);
export type Automation = z.infer<typeof Automation>;

/** live: memory is copied while the VM runs. quick: its state is saved and resumed elsewhere. offline: it is stopped. */
export const MigrationKind = z.enum(['live', 'quick', 'offline']);
export type MigrationKind = z.infer<typeof MigrationKind>;

/** restart: its host is dead, nothing is copied, and it starts from its disks on another one. */
export const MoveKind = z.enum([...MigrationKind.options, 'restart']);
export type MoveKind = z.infer<typeof MoveKind>;

/** What ties a VM to its host: each kind is a code of lib/model/rejection.ts. */
export const TieKind = z.enum([
  'host-device', // a device of the host passed through: PCI, USB, mediated, vDPA, NVMe, SR-IOV
  'shared-folder', // virtiofs, 9p
  'memory-device', // ivshmem, nvdimm, and other memory that is not copied
  'local-disk', // a disk that is not proved to be reachable from elsewhere
  'firmware-state', // NVRAM in a file of the host
  'tpm', // a TPM passed through, or the state of an emulated one
  'saved-state', // managed save: memory on the host's disk
  'snapshots',
  'checkpoints',
  'block-job', // a copy or commit of a disk that runs now
  'feature', // a CPU or machine feature that forbids migration
  'crashed', // it is kept for somebody to look at
  'suspended', // by its own power management
  'shutting-down',
  'unknown-state',
  'tied', // by something else
]);
export type TieKind = z.infer<typeof TieKind>;

/**
 * `name`: the device, path or feature, to show. `blocks`: the kinds of migration that it forbids. `diskMiB`: the size of a local
 * disk that the hypervisor can copy with the VM if the order says so; missing: it cannot.
 */
export const Tie = z.object({
  kind: TieKind,
  name: z.string(),
  blocks: z.array(MigrationKind).min(1),
  diskMiB: z.number().nonnegative().optional(),
});
export type Tie = z.infer<typeof Tie>;
