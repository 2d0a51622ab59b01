import { vmPolicy } from '../../db/policies.ts';
import { BallastError } from '../../model/errors.ts';
import { timeoutOf } from '../../model/power-step.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { type Decided, waysOf } from './decide-ways.ts';
import type { DecisionLists } from './decisions.ts';
import type { OrderedStep } from './start-run.ts';

/** Throws `way-not-possible` if a VM of the lists cannot be shut down, saved, or moved while it is shut down. */
export function assertPossible(cluster: ClusterState, lists: DecisionLists): void {
  for (const way of ['shutDown', 'save', 'offline'] as const)
    for (const vm of cluster.vms.filter(({ id }) => lists[way].includes(id))) {
      if (vm.missingSince === null && waysOf(cluster, vm).includes(way)) continue;
      const facts = { vm: vm.name, way, state: vm.state };
      throw new BallastError('way-not-possible', `${vm.name} is ${vm.state}: ${way} is not possible`, facts);
    }
}

/** The steps of a run for these decisions. A VM that moves offline is shut down first, and started again. */
export function stepsOf(cluster: ClusterState, { lists, sources }: Decided): OrderedStep[] {
  const orders = [
    { ids: lists.shutDown, order: 'shutDown', startsAgain: false },
    { ids: lists.save, order: 'save', startsAgain: false },
    { ids: lists.offline, order: 'shutDown', startsAgain: true },
  ] as const;
  return orders.flatMap(({ ids, order, startsAgain }) =>
    cluster.vms
      .filter(({ id }) => ids.includes(id))
      .flatMap((vm) => {
        const host = cluster.hosts.find(({ id }) => id === vm.hostId);
        if (!host) return [];
        const { shutDownSeconds } = vmPolicy(cluster, vm).values;
        return {
          vm,
          host,
          order,
          startsAgain,
          source: sources.get(vm.id)?.source ?? 'person',
          timeoutSeconds: timeoutOf(order, vm.memoryMiB, shutDownSeconds),
        };
      }),
  );
}

/** The decisions by name, for the audit; those of the policy and those of before are marked. */
export function namesOfDecisions(
  { vms, rules }: Pick<ClusterState, 'vms' | 'rules'>,
  { lists, sources }: Pick<Decided, 'lists' | 'sources'>,
): Record<string, string> {
  const ofVms = {
    left: 'leave',
    shutDown: 'shutDown',
    saved: 'save',
    offline: 'offline',
    quick: 'quick',
  } as const;
  const named = (ids: readonly string[]) => vms.filter(({ id }) => ids.includes(id));
  const entries = Object.entries(ofVms).map(([name, list]): [string, string] => [
    name,
    named(lists[list])
      .map((vm) => {
        const source = sources.get(vm.id)?.source ?? 'person';
        return source === 'person' ? vm.name : `${vm.name} (${source})`;
      })
      .join(', '),
  ]);
  const lifted = rules.flatMap(({ id, name }) => (lists.lift.includes(id) ? [name] : [])).join(', ');
  return Object.fromEntries([...entries, ['lifted', lifted]].filter(([, names]) => names !== ''));
}
