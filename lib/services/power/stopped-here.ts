import type { Database, Transaction } from '../../db/client.ts';
import { createStep } from '../../db/power-steps.ts';
import { enqueue } from '../../db/queue.ts';
import { timeoutOf } from '../../model/power-step.ts';
import type { Context } from '../context.ts';

/** A VM that Ballast has shut down or saved on a host, and that is still stopped there. */
export interface StoppedVm {
  vmId: string;
  vm: string;
  order: 'shutDown' | 'save';
}

interface AwayHost {
  id: string;
  name: string;
  clusterId: string;
  awaySince: Date | null;
}

/** Those of a host since it went out of service, by name. */
export async function stoppedHere(db: Database | Transaction, host: AwayHost): Promise<StoppedVm[]> {
  if (host.awaySince === null) return [];
  const steps = await db.powerStep.findMany({
    where: {
      hostId: host.id,
      state: 'done',
      order: { in: ['shutDown', 'save'] },
      createdAt: { gte: host.awaySince },
      vm: { hostId: host.id, state: 'stopped', missingSince: null },
    },
    orderBy: [{ vmName: 'asc' }, { createdAt: 'desc' }],
  });
  const seen = new Set<string>();
  return steps.flatMap(({ vmId, vmName, order }) => {
    if (vmId === null || order === 'start' || seen.has(vmId)) return [];
    seen.add(vmId);
    return { vmId, vm: vmName, order };
  });
}

/** Has those of these VMs started again that Ballast has shut down or saved on the host; returns their names. */
export async function startStopped(
  ctx: Context,
  tx: Transaction,
  host: AwayHost,
  vmIds: readonly string[],
): Promise<string[]> {
  const wanted = (await stoppedHere(tx, host)).filter(({ vmId }) => vmIds.includes(vmId));
  for (const { vmId } of wanted) {
    const vm = await tx.vm.findUniqueOrThrow({ where: { id: vmId } });
    await createStep(tx, {
      clusterId: host.clusterId,
      runId: null,
      vm,
      host,
      order: 'start',
      decidedBy: ctx.actor.name,
      source: 'person',
      timeoutSeconds: timeoutOf('start', vm.memoryMiB, 0),
      createdAt: ctx.clock.now(),
    });
  }
  if (wanted.length > 0) await enqueue(tx, 'run-cluster', host.clusterId);
  return wanted.map(({ vm }) => vm);
}
