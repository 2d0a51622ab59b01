import { type HostMode, hostModeTransitions } from '../model/host.ts';
import type { Transaction } from './client.ts';

/**
 * Sets a host's mode if it is in one of `from`; returns false if it is not. Keeping the mode is not a transition; a
 * transition that the table does not have is a bug and throws. `mayStay`: the VMs that a person allowed to stay, as long
 * as they are stopped, and `mayStayRunning` those that may run, by id. A host that becomes active is away no longer.
 */
export async function changeHostMode(
  tx: Transaction,
  host: { id: string; from: readonly HostMode[] },
  to: HostMode,
  change: { mayStay?: string[]; mayStayRunning?: string[]; awaySince?: Date | null } = {},
): Promise<boolean> {
  for (const mode of host.from) {
    if (mode !== to && !hostModeTransitions[mode].includes(to))
      throw new Error(`a host cannot go from ${mode} to ${to}`);
  }
  const { count } = await tx.host.updateMany({
    where: { id: host.id, mode: { in: [...host.from] } },
    data: { ...(to === 'active' ? { awaySince: null } : {}), ...change, mode: to },
  });
  return count === 1;
}

/** Lets an active or draining host drain; false if it is neither. It is away since the first time. */
export async function beginDraining(
  tx: Transaction,
  id: string,
  { at, mayStay, mayStayRunning = [] }: { at: Date; mayStay: string[]; mayStayRunning?: string[] },
): Promise<boolean> {
  const stays = { mayStay, mayStayRunning };
  const begins = await changeHostMode(tx, { id, from: ['active'] }, 'draining', { ...stays, awaySince: at });
  return begins || changeHostMode(tx, { id, from: ['draining'] }, 'draining', stays);
}
