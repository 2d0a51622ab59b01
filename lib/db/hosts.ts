import { type HostMode, hostModeTransitions } from '../model/host.ts';
import type { Transaction } from './client.ts';

/**
 * Sets a host's mode if it is in one of `from`; returns false if it is not. Keeping the mode is not a transition; a
 * transition that the table does not have is a bug and throws. `mayStay`: the stopped VMs that a person allowed to
 * stay, by id.
 */
export async function changeHostMode(
  tx: Transaction,
  host: { id: string; from: readonly HostMode[] },
  to: HostMode,
  change: { mayStay?: string[] } = {},
): Promise<boolean> {
  for (const mode of host.from) {
    if (mode !== to && !hostModeTransitions[mode].includes(to))
      throw new Error(`a host cannot go from ${mode} to ${to}`);
  }
  const { count } = await tx.host.updateMany({
    where: { id: host.id, mode: { in: [...host.from] } },
    data: { ...change, mode: to },
  });
  return count === 1;
}
