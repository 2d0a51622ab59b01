import type { HostSign } from './host-sign.ts';

/** The order to start a VM of a dead host on another one. */
export interface RestartOrder {
  vmUuid: string;
  vmName: string;
  deadHostId: string;
  destinationHostId: string;
  /** As last read from its host (`VmObservation.fullDefinition`); null: it never was. */
  definition: string | null;
  isPersistent: boolean; // false: nothing of it is left when it ends
}

/** The part of a driver that is about hosts that do not answer. */
export interface RestartsVms {
  /**
   * What other hosts, shared storage and the manager report about a host that does not answer Ballast. Never throws: who cannot
   * be asked gives no sign. `definitions`: of its running VMs, to find their disks.
   */
  readSigns(hostId: string, definitions: readonly string[]): Promise<HostSign[]>;

  /**
   * Starts a VM on another host than its own, which must be off: nothing here checks that. Resolves once it runs there; one that
   * runs there already is left alone. Throws `unsupported` where a manager does this itself.
   */
  restartVm(order: RestartOrder): Promise<void>;

  /** Removes a stopped copy of a VM from a host, and leaves its disks. Throws `vm-not-movable` if it is not stopped there. */
  removeCopy(hostId: string, vmUuid: string): Promise<void>;
}
