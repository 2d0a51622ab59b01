import { z } from 'zod';

/**
 * What the audit records, as noun.verb: every change names one of these. The words for each stand in `messages/`,
 * settings.json, and a test holds the two together.
 */
export const AuditAction = z.enum([
  'session.start',
  'session.end',
  'user.add',
  'user.role',
  'user.password',
  'user.remove',
  'user.preferences',
  'cluster.seed',
  'cluster.add',
  'cluster.remove',
  'cluster.add-host',
  'cluster.edit-host',
  'cluster.remove-host',
  'cluster.optimize',
  'policy.change',
  'plan.approve',
  'plan.dismiss',
  'vm.migrate',
  'host.evacuate',
  'host.let-stay',
  'host.enter-maintenance',
  'host.leave-maintenance',
  'host.stop-draining',
  'run.undo',
  'run.cancel',
  'run.finish',
  'refusal.try-again',
]);
export type AuditAction = z.infer<typeof AuditAction>;

/** What earlier versions recorded, and this one does not any more: their entries stay, and so do the words. */
export const retiredAuditActions = [
  'session.refuse',
  'cluster.edit-host-reserve',
  'policy.edit',
  'policy.edit-balancing',
  'policy.edit-migrations',
] as const;
