import { z } from 'zod';
import type { TokenPurpose } from './access-token.ts';
import { BallastError } from './errors.ts';

export const Role = z.enum(['administrator', 'operator', 'viewer']);
export type Role = z.infer<typeof Role>;

/** Who makes a request: a signed-in user, another system with a token, or Ballast itself (the worker, the command line, a policy). */
export type Actor =
  | { kind: 'user'; id: string; name: string; role: Role }
  | { kind: 'token'; id: string; name: string; purpose: TokenPurpose; clusterId: string | null } // null: all clusters
  | { kind: 'system'; name: 'worker' | 'command line' | 'policy' | 'sign-in' | 'webhook' };

/** The policy of a cluster, which places orders without a person. */
export const policyActor = { kind: 'system', name: 'policy' } as const satisfies Actor;

/** Whether an order of this actor is automatic: no person asked for it. */
export const isAutomatic = (actor: Actor): boolean =>
  actor.kind === policyActor.kind && actor.name === policyActor.name;

/** The permissions, and the roles that have them. */
const grants = {
  read: ['administrator', 'operator', 'viewer'],
  'plan.approve': ['administrator', 'operator'],
  'plan.dismiss': ['administrator', 'operator'],
  'vm.migrate': ['administrator', 'operator'],
  'vm.automate': ['administrator', 'operator'],
  'host.evacuate': ['administrator', 'operator'],
  'host.maintain': ['administrator', 'operator'],
  'host.restart': ['administrator', 'operator'], // start the VMs of a dead host elsewhere, and switch it off for that
  'run.cancel': ['administrator', 'operator'],
  'patch.run': ['administrator', 'operator'],
  'automation.resume': ['administrator', 'operator'],
  'cluster.configure': ['administrator'],
  'policy.edit': ['administrator'],
  'user.manage': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof grants;

/** What each purpose of a token allows. */
const allowedBy: Record<TokenPurpose, readonly Permission[]> = { failing: ['host.maintain'] };

export function isAllowed(actor: Actor, permission: Permission): boolean {
  if (actor.kind === 'token') return allowedBy[actor.purpose].includes(permission);
  return actor.kind === 'system' || (grants[permission] as readonly Role[]).includes(actor.role);
}

/**
 * The object of a permission: a cluster; the whole product; or an object whose cluster has not been looked up yet,
 * which must be checked again afterwards.
 */
export type Resource = { clusterId: string } | 'product' | 'some-cluster';

/** A token of one cluster is for nothing else. */
const isWithin = (actor: Actor, resource: Resource): boolean =>
  actor.kind !== 'token' ||
  actor.clusterId === null ||
  resource === 'some-cluster' ||
  (typeof resource === 'object' && resource.clusterId === actor.clusterId);

/**
 * Throws `not-allowed` unless the actor's role has the permission. Roles currently apply to everything. The first
 * step of every write verb.
 */
export function assertAllowed(actor: Actor, permission: Permission, resource: Resource): void {
  if (isAllowed(actor, permission) && isWithin(actor, resource)) return;
  const role = actor.kind === 'user' ? actor.role : actor.kind;
  const what = typeof resource === 'string' ? permission : `${permission}, cluster ${resource.clusterId}`;
  throw new BallastError('not-allowed', `${actor.name}, ${role}, may not do this (${what})`, {
    role,
    permission,
  });
}
