import type { Transaction } from '../../db/client.ts';
import { openOutage } from '../../db/outages.ts';
import type { Connection } from '../../model/host.ts';

interface Seen {
  id: string;
  clusterId: string;
  connection: Connection;
  lastSampleAt: Date | null;
}

/**
 * Begins an outage of each host that no longer answers, and ends that of each that does. One that never answered has none:
 * nothing is known to have run there.
 */
export async function recordOutages(
  tx: Transaction,
  before: readonly Seen[],
  hosts: readonly Seen[],
  now: Date,
): Promise<void> {
  const wasUp = new Set(before.filter(({ connection }) => connection === 'up').map(({ id }) => id));
  const begun = hosts.filter(({ id, connection }) => connection !== 'up' && wasUp.has(id));
  const ended = hosts.filter(({ id, connection }) => connection === 'up' && !wasUp.has(id));
  const data = begun.flatMap(({ id: hostId, clusterId, lastSampleAt: since }) =>
    since === null ? [] : { hostId, clusterId, since },
  );
  if (data.length > 0) await tx.outage.createMany({ data, skipDuplicates: true });
  if (ended.length > 0)
    await tx.outage.updateMany({
      where: { hostId: { in: ended.map(({ id }) => id) }, ...openOutage },
      data: { endedAt: now },
    });
}
