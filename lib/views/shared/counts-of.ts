/** How many hosts and rules a cluster has; those of its manager count too. */
export const countsOf = ({
  _count: { hosts, rules },
  managerRules,
}: {
  _count: { hosts: number; rules: number };
  managerRules: readonly unknown[];
}): { hosts: number; rules: number } => ({ hosts, rules: rules + managerRules.length });
