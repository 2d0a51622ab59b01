import { z } from 'zod';

/**
 * The actions of the audit log, as noun.verb: every change has one of these. Their texts are in `messages/`,
 * settings.json; a test compares the two.
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
  'cluster.edit',
  'cluster.add-host',
  'cluster.edit-host',
  'cluster.remove-host',
  'cluster.edit-endpoint',
  'secret.rotate',
  'cluster.optimize',
  'group.add',
  'group.edit',
  'group.remove',
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

/** Actions that only earlier versions recorded: their entries stay, and so do their texts. */
export const retiredAuditActions = [
  'session.refuse',
  'cluster.edit-host-reserve',
  'policy.edit',
  'policy.edit-balancing',
  'policy.edit-migrations',
] as const;
