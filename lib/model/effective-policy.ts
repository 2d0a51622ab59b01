import { Policy, type PolicyPatch } from './policy.ts';
import { fieldsAt, type PolicyField, PolicyScope, policyNames } from './policy-fields.ts';

/** The origin of a value: the default that comes with Ballast, or the scope that sets it. */
export type PolicySource = 'default' | PolicyScope;

/** What one scope says. */
export interface ScopedPatch {
  readonly scope: PolicyScope;
  readonly patch: PolicyPatch;
}

/** The effective policy, and the origin of each value. */
export interface EffectivePolicy {
  readonly values: Policy;
  readonly from: Readonly<Record<PolicyField, PolicySource>>;
}

const defaults = Policy.parse({});
const unstated = Object.fromEntries(policyNames.map((name) => [name, 'default'])) as Record<
  PolicyField,
  PolicySource
>;

function copy<Name extends PolicyField>(from: PolicyPatch, to: PolicyPatch, name: Name): void {
  to[name] = from[name];
}

/**
 * Combines these patches with the defaults, whatever their order: an order overrides its VM, a VM its host, a host its
 * cluster, a cluster its group, a group the product. A value that its scope may not set is ignored.
 */
export function effectivePolicy(patches: readonly ScopedPatch[]): EffectivePolicy {
  const stated: PolicyPatch = {};
  const from = { ...unstated };
  for (const scope of PolicyScope.options) {
    for (const { patch } of patches.filter((each) => each.scope === scope)) {
      for (const name of fieldsAt(scope)) {
        if (patch[name] === undefined) continue;
        copy(patch, stated, name);
        from[name] = scope;
      }
    }
  }
  return { values: { ...defaults, ...stated }, from };
}
