import { type FixedConstraint, refuse } from './constraint.ts';

/** A `must` rule that names hosts where its VMs may not be. */
export const notOnHosts: FixedConstraint = (cluster, vm, host) => {
  for (const { rule, name, onRule } of cluster.hostRulesOf[vm]) {
    if (rule.kind === 'notOnHosts' && onRule[host]) return refuse('not-on-host', { rule: name });
  }
  return null;
};
