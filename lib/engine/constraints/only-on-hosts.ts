import { type FixedConstraint, refuse } from './constraint.ts';

/** A `must` rule that names the only hosts for its VMs. */
export const onlyOnHosts: FixedConstraint = (cluster, vm, host) => {
  for (const { rule, name, onRule } of cluster.hostRulesOf[vm]) {
    if (rule.kind === 'onHosts' && !onRule[host]) return refuse('only-on-hosts', { rule: name });
  }
  return null;
};
