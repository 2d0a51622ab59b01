import { Policy, type PolicyPatch } from './policy.ts';
import { fieldsAt, type PolicyField, PolicyScope, policyNames } from './policy-fields.ts';

/** Where a value comes from: the product's default, or the scope that says it. */
export type PolicySource = 'product' | PolicyScope;

/** What one scope says. */
export interface ScopedPatch {
  readonly scope: PolicyScope;
  readonly patch: PolicyPatch;
}

/** The policy that holds, and of each value where it comes from. */
export interface EffectivePolicy {
  readonly values: Policy;
  readonly from: Readonly<Record<PolicyField, PolicySource>>;
}

const defaults = Policy.parse({});
const unstated = Object.fromEntries(policyNames.map((name) => [name, 'product'])) as Record<
  PolicyField,
  PolicySource
>;

function copy<Name extends PolicyField>(from: PolicyPatch, to: PolicyPatch, name: Name): void {
  to[name] = from[name];
}

/**
 * The policy that these patches make together, over the product's defaults, in whatever order they are given: an order comes
 * before its VM, a VM before its host, a host before its cluster. A value that may not be said at its scope is left out.
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
