import { z } from 'zod';
import { BallastError } from './errors.ts';

export const Role = z.enum(['administrator', 'operator', 'viewer']);
export type Role = z.infer<typeof Role>;

/** Who asks: a person who is signed in, or Ballast itself (the worker, the command line, a policy). */
export type Actor =
  | { kind: 'user'; id: string; name: string; role: Role }
  | { kind: 'system'; name: 'worker' | 'command line' | 'policy' | 'sign-in' };

/** What may be asked for, and the roles that may. */
const grants = {
  read: ['administrator', 'operator', 'viewer'],
  'plan.approve': ['administrator', 'operator'],
  'plan.dismiss': ['administrator', 'operator'],
  'vm.migrate': ['administrator', 'operator'],
  'host.evacuate': ['administrator', 'operator'],
  'host.maintain': ['administrator', 'operator'],
  'run.cancel': ['administrator', 'operator'],
  'cluster.configure': ['administrator'],
  'policy.edit': ['administrator'],
  'user.manage': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof grants;

export function isAllowed(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'system' || (grants[permission] as readonly Role[]).includes(actor.role);
}

/**
 * What something is asked about: a cluster; the whole product; or, before it was looked up, a thing of a cluster that is not
 * known yet, to be asked again once it is.
 */
export type Resource = { clusterId: string } | 'product' | 'some-cluster';

/**
 * Throws `not-allowed` unless the actor's role has the permission; today a role holds for everything. First step of every
 * write verb.
 */
export function assertAllowed(actor: Actor, permission: Permission, resource: Resource): void {
  if (isAllowed(actor, permission)) return;
  const role = actor.kind === 'user' ? actor.role : actor.kind;
  const what = typeof resource === 'string' ? permission : `${permission}, cluster ${resource.clusterId}`;
  throw new BallastError('not-allowed', `${actor.name}, ${role}, may not do this (${what})`, {
    role,
    permission,
  });
}
