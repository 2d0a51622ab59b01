import { recordAudit } from '../../db/audit.ts';
import { lockStops } from '../../db/automation.ts';
import type { Transaction } from '../../db/client.ts';
import { toJson } from '../../db/to-json.ts';
import { policyActor } from '../../model/actor.ts';
import type { StopCode } from '../../model/automation.ts';
import type { Facts } from '../../model/errors.ts';

/** Why automation stops in a cluster. */
export interface Trouble {
  code: StopCode;
  facts: Facts;
  runId: string | null; // the job that it is about: one stop each
}

/**
 * Stops automation in a cluster until a person resumes it, with its audit row and event. False: it is stopped already, or
 * was because of the same job.
 */
export async function raiseStop(
  tx: Transaction,
  now: Date,
  { id: clusterId, name }: { id: string; name: string },
  { code, facts, runId }: Trouble,
): Promise<boolean> {
  await lockStops(tx, clusterId);
  const known = await tx.automationStop.findFirst({
    where: { clusterId, OR: [{ resumedAt: null }, ...(runId ? [{ runId }] : [])] },
  });
  if (known) return false;
  const stop = await tx.automationStop.create({
    data: { clusterId, code, at: now, runId, ...toJson('automationStop', { facts }) },
  });
  await recordAudit(tx, policyActor, now, {
    action: 'automation.stop',
    target: name,
    targetId: clusterId,
    details: { reason: code, ...facts },
    event: {
      topic: 'automation',
      code: 'stopped',
      clusterId,
      subject: { stopId: stop.id, runId },
      facts: { cluster: name, reason: code, ...facts },
    },
  });
  return true;
}
