import type { Facts } from '../../model/errors.ts';

/** The stopped copies of VMs that a host still has, although the VMs are on other hosts now. */
export interface LeftCopies {
  hostId: string;
  host: string;
  copies: LeftCopy[]; // by the name of the VM
}

export interface LeftCopy {
  vmId: string;
  vm: string;
  removal: { by: string; error: { code: string; facts: Facts } | null } | null; // who asked for it, and why it failed
}

/** What must be read of a VM to show its copy. */
export interface CopiedVm {
  id: string;
  name: string;
  copyRemoval: { hostId: string; askedBy: string; errorCode: string | null; detail: string | null } | null;
}

/** The copies of these VMs on this host; null if there are none. */
export function viewLeftCopies(
  { id, name: host }: { id: string; name: string },
  vms: readonly CopiedVm[],
): LeftCopies | null {
  if (vms.length === 0) return null;
  return { hostId: id, host, copies: vms.map((vm) => viewCopy({ id, host }, vm)) };
}

function viewCopy({ id, host }: { id: string; host: string }, vm: CopiedVm): LeftCopy {
  const copy = { vmId: vm.id, vm: vm.name };
  if (vm.copyRemoval === null || vm.copyRemoval.hostId !== id) return { ...copy, removal: null };
  const { askedBy: by, errorCode: code, detail } = vm.copyRemoval;
  const facts = { host, source: host, destination: host, vm: vm.name, detail: detail ?? '' };
  return { ...copy, removal: { by, error: code === null ? null : { code, facts } } };
}
