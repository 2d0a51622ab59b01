import type { Facts } from '../../model/errors.ts';
import type { RejectionCode, rejectionFacts } from '../../model/rejection.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';

/** Why a VM may not go to a host, or may not go at all. */
export interface Refusal {
  readonly code: RejectionCode;
  readonly facts: Facts;
}

/** A rule whose result for a VM and a host does not depend on the other VMs. */
export type FixedConstraint = (cluster: Cluster, vm: number, host: number) => Refusal | null;

/** A rule whose result depends on the hosts of the other VMs. */
export type PlacedConstraint = (placement: Placement, unit: number, host: number) => Refusal | null;

/** A rule that says whether balancing may move the VM at all. */
export type VmConstraint = (cluster: Cluster, vm: number) => Refusal | null;

type FactsOf<Code extends RejectionCode> = {
  [Name in (typeof rejectionFacts)[Code][number]]: string | number;
};

/** A refusal with exactly the facts of its code. */
export function refuse<Code extends RejectionCode>(code: Code, facts: FactsOf<Code>): Refusal {
  return { code, facts };
}
