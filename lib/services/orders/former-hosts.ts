import type { MoveState } from '../../model/run.ts';

/** The host of a VM before a run, and after it. */
export interface FormerHost {
  vmId: string | null; // null: the VM no longer exists
  vmName: string;
  formerHostId: string;
  formerHostName: string;
  hostId: string;
}

/** A move of a run that has ended. */
export interface EndedMove {
  vmId: string | null;
  vmUuid: string;
  vmName: string;
  state: MoveState;
  fromHostId: string;
  fromHostName: string;
  toHostId: string;
}

/** The VMs that a run has moved, in order, each with its first and last host; VMs that came back are left out. */
export function formerHosts(moves: readonly EndedMove[]): FormerHost[] {
  const formerly = new Map<string, FormerHost>();
  for (const move of moves) {
    if (move.state !== 'done') continue;
    const first = formerly.get(move.vmUuid);
    formerly.set(move.vmUuid, {
      vmId: move.vmId,
      vmName: move.vmName,
      hostId: move.toHostId,
      formerHostId: first?.formerHostId ?? move.fromHostId,
      formerHostName: first?.formerHostName ?? move.fromHostName,
    });
  }
  return [...formerly.values()].filter(({ formerHostId, hostId }) => formerHostId !== hostId);
}
