import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Automation } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';
import { type AutomationSet, readAutomationSet } from '../shared/read-automation-set.ts';

/** Who may move a VM, and who decided that. */
export interface VmAutomationView {
  id: string;
  name: string;
  hostId: string;
  automation: Automation;
  automationSet: AutomationSet | null; // null: nobody did
}

/** The automation of a VM. Throws `vm-not-found`. */
export async function readVmAutomation({
  ctx,
  input: { vmId },
}: {
  ctx: Context;
  input: { vmId: string };
}): Promise<VmAutomationView> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const vm = isId(vmId) ? await ctx.db.vm.findUnique({ where: { id: vmId } }) : null;
  if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vm: vmId });
  assertAllowed(ctx.actor, 'read', { clusterId: vm.clusterId });
  const { id, name, hostId, automation } = vm;
  return { id, name, hostId, automation, automationSet: await readAutomationSet(ctx, vm) };
}
