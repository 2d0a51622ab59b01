import type { Basis } from '../../model/refusal-basis.ts';
import type { SnapshotRefusal } from '../../model/snapshot.ts';
import { type BasisHost, type BasisVm, basisOf, isSameBasis, type Subject } from './basis.ts';
import { isOver } from './keeping.ts';

/** A stored refusal. */
export interface RefusalRow extends Subject {
  id: string;
  code: string;
  scope: string;
  basis: Basis | null; // null: it can no longer be read
  at: Date;
  expiresAt: Date | null;
}

export interface RefusalWorld<Row extends RefusalRow> {
  refusals: readonly Row[];
  hosts: readonly BasisHost[];
  vms: readonly BasisVm[];
}

/** The refusals that still apply: nothing that they depend on has changed, and their time has not ended. */
export function standingRefusals<Row extends RefusalRow>(state: RefusalWorld<Row>, now: Date): Row[] {
  const world = {
    hosts: new Map(state.hosts.map((host) => [host.id, host])),
    vms: new Map(state.vms.map((vm) => [vm.id, vm])),
  };
  return state.refusals.filter((refusal) => {
    const { basis } = refusal;
    const current = basisOf(refusal, world);
    return basis !== null && current !== null && isSameBasis(basis, current) && !isOver(refusal, now);
  });
}

/**
 * The refusals that apply, in the form that planning reads: pairs of a VM and a destination. A refusal of a VM
 * becomes a pair with every other host, and one of a connection between two hosts a pair for every VM of the first.
 */
export function snapshotRefusals<Row extends RefusalRow>(
  state: RefusalWorld<Row>,
  now: Date,
): SnapshotRefusal[] {
  const pairs = new Map<string, SnapshotRefusal>();
  for (const { vmId, fromHostId, toHostId, code } of standingRefusals(state, now)) {
    const vms = state.vms.filter((vm) => (vmId === null ? vm.hostId === fromHostId : vm.id === vmId));
    const hosts = state.hosts.filter((host) => toHostId === null || host.id === toHostId);
    for (const vm of vms)
      for (const host of hosts)
        if (vm.hostId !== host.id) pairs.set(`${vm.id} ${host.id}`, { vmId: vm.id, toHostId: host.id, code });
  }
  return [...pairs.values()];
}

/**
 * The state without the refusals of the moment, which apply only to what Ballast plans by itself: a person may retry
 * at once, and a move in progress has its own retries.
 */
export function withLastingRefusals<State extends { refusals: readonly { scope: string }[] }>(
  state: State,
): State {
  return { ...state, refusals: state.refusals.filter(({ scope }) => scope !== 'moment') };
}
