import { z } from 'zod';

/**
 * Another balancer of a cluster, as its manager reports it. `manual`: it only recommends. `automatic`: it moves VMs by itself,
 * and might undo what Ballast does. VMs by their identity at the hypervisor.
 */
export const OtherBalancer = z.object({
  name: z.string(), // as its administrators know it, such as DRS
  mode: z.enum(['off', 'manual', 'automatic']),
  /** The VMs that it moves by itself while it is automatic; null: every one. */
  movedUuids: z.array(z.string()).nullable().default(null),
  /** The VMs that administrators have excluded from balancing there: nothing balances them, while it is on. */
  excludedUuids: z.array(z.string()).default([]),
});
export type OtherBalancer = z.infer<typeof OtherBalancer>;

/** A balancer that concerns all VMs alike. */
export const balancerOfAll = (name: string, mode: OtherBalancer['mode']): OtherBalancer => ({
  name,
  mode,
  movedUuids: null,
  excludedUuids: [],
});

/** What another balancer does with a VM: `moves` it by itself, or leaves it alone because it is excluded there; null: neither. */
export function dealingsOf(balancer: OtherBalancer | null): (vmUuid: string) => 'moves' | 'excludes' | null {
  if (balancer === null || balancer.mode === 'off') return () => null;
  const excluded = new Set(balancer.excludedUuids);
  const moved = balancer.movedUuids && new Set(balancer.movedUuids);
  const isMoved = (uuid: string): boolean => balancer.mode === 'automatic' && (moved?.has(uuid) ?? true);
  return (uuid) => (excluded.has(uuid) ? 'excludes' : isMoved(uuid) ? 'moves' : null);
}

/** Whether it moves every VM by itself, so that nothing is left for Ballast to balance. */
export const movesAll = (balancer: OtherBalancer | null): balancer is OtherBalancer =>
  balancer?.mode === 'automatic' && balancer.movedUuids === null;
