import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import type { ChangedVm } from '../../db/vm-automation.ts';
import { assertAllowed } from '../../model/actor.ts';
import { compareNames } from '../../model/compare-names.ts';
import type { Automation } from '../../model/vm.ts';
import type { Context } from '../context.ts';

/** So many names are written out; the others are counted. */
const MAX_NAMES = 20;

const listOf = (vms: readonly ChangedVm[]): string => {
  const names = vms.map(({ name }) => name).sort(compareNames);
  const rest = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (rest > 0 ? ` + ${rest}` : '');
};

/** The audit row of a change of the automation of VMs, and an event in each of their clusters. */
export async function recordChange(
  ctx: Context,
  tx: Transaction,
  {
    action,
    changeId,
    vms,
    automation,
    reason,
  }: {
    action: 'vm.automation' | 'vm.undo-automation';
    changeId: string;
    vms: readonly ChangedVm[];
    automation: Automation;
    reason: string | null;
  },
): Promise<void> {
  const at = ctx.clock.now();
  await recordAudit(tx, ctx.actor, at, {
    action,
    target: listOf(vms) || '-',
    targetId: changeId,
    details: { automation, vms: vms.length, note: reason },
  });
  const clusters = [...Map.groupBy(vms, ({ clusterId }) => clusterId)];
  await recordEvents(
    tx,
    at,
    clusters.map(([clusterId, ofCluster]) => ({
      topic: 'policy',
      code: 'changed',
      clusterId,
      subject: { hostId: null },
      facts: { cluster: ofCluster[0]?.cluster ?? '-', vms: ofCluster.length, automation },
    })),
  );
}

/** Whoever may change VMs may do so in each of their clusters. */
export function assertMayAutomate(ctx: Context, vms: readonly ChangedVm[]): void {
  for (const clusterId of new Set(vms.map((vm) => vm.clusterId)))
    assertAllowed(ctx.actor, 'vm.automate', { clusterId });
}
