import { Policy } from '../../../lib/model/policy.ts';
import type { Family } from '../instances/families.ts';
import type { Size } from '../instances/size.ts';
import { objectivePolicy } from '../planner/planner-session.ts';

/** A request that an administrator waits for. */
export interface Ask {
  readonly name: string;
  readonly family: Family;
  readonly size: Size;
  readonly policy: Policy;
  readonly kind: 'balance' | 'evacuate';
}

const LARGE: Size = { hosts: 64, vms: 4000 };

const balance = (family: Family, name: string, policy: Policy): Ask => ({
  name: `balance, ${name}`,
  family,
  size: LARGE,
  policy,
  kind: 'balance',
});
const evacuate = (family: Family, size: Size = LARGE): Ask => ({
  name: 'evacuate',
  family,
  size,
  policy: Policy.parse({}),
  kind: 'evacuate',
});

/** Requests for 64 hosts and 4,000 VMs, and for smaller clusters whose evacuation cannot be complete. */
export const asks: readonly Ask[] = [
  ...(['skew', 'hot-spots', 'anti-correlated', 'tight-96', 'rules', 'messy', 'whales'] as const).map(
    (family) => balance(family, 'default policy', Policy.parse({})),
  ),
  balance('skew', 'spread, any number of moves', objectivePolicy('spread')),
  balance('skew', 'peak, at most 20 moves', objectivePolicy('peak', { maxMoves: 20 })),
  balance('rules', 'spread, any number of moves', objectivePolicy('spread')),
  ...(['evacuation-85', 'evacuation-96', 'evacuation-99', 'infeasible', 'rules'] as const).map((family) =>
    evacuate(family),
  ),
  evacuate('crowd-110'),
  evacuate('crowd-90'),
  evacuate('crowd-90', { hosts: 2, vms: 400 }),
  evacuate('crowd-90', { hosts: 9, vms: 1200 }),
  evacuate('crowd-90', { hosts: 64, vms: 1200 }),
];
