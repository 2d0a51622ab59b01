import type { Transaction } from '../../db/client.ts';
import { HYPERVISOR } from '../../model/failing-host.ts';
import type { HostReading } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { storeFailing } from '../maintenance/mark-failing.ts';

/** The longest detail that is stored as a note. */
const MAX_NOTE = 200;

/** A host as it was read before the observation. */
interface KnownHost {
  id: string;
  name: string;
  clusterId: string;
  failingAt: Date | null;
  reportedFailing: string | null;
}

/**
 * Marks hosts as failing that their hypervisors report, as a person would. Each report does so once: a mark that a person has
 * removed comes back only if the hypervisor reports something else, such as more errors. A mark stays when the report ends.
 */
export async function noteFailing(
  ctx: Context,
  tx: Transaction,
  hosts: readonly KnownHost[],
  readings: readonly HostReading[],
): Promise<void> {
  for (const reading of readings) {
    const host = hosts.find(({ id }) => id === reading.hostId);
    if (!host || !('observation' in reading) || reading.observation.failing === undefined) continue;
    const { failing } = reading.observation;
    const reported = failing && `${failing.reason}: ${failing.detail}`;
    if (reported === host.reportedFailing) continue;
    await tx.host.update({ where: { id: host.id }, data: { reportedFailing: reported } });
    if (failing === null || host.failingAt !== null) continue;
    const note = failing.detail.slice(0, MAX_NOTE);
    await storeFailing(ctx, tx, host, { reason: failing.reason, note, by: HYPERVISOR });
  }
}
