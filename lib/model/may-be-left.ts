import type { Tie, VmState } from './vm.ts';

/** What decides whether a VM may stay on a host that is emptied. */
interface Stay {
  state: VmState;
  localDevices: readonly string[];
  ties: readonly Pick<Tie, 'blocks'>[];
  managedBy?: string | null | undefined;
}

/**
 * Whether a person may leave the VM on a host that is emptied: it is stopped, or no kind of move would take it to any host
 * while it runs, because of a device, of something that forbids live and quick moves, or of another manager. A VM
 * that could move is not left: it would stop with its host although it need not.
 */
export function mayBeLeft({ state, localDevices, ties, managedBy }: Stay): boolean {
  const isTied = (['live', 'quick'] as const).every((kind) =>
    ties.some(({ blocks }) => blocks.includes(kind)),
  );
  return state === 'stopped' || localDevices.length > 0 || isTied || Boolean(managedBy);
}
