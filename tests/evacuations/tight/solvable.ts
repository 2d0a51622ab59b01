import { planEvacuation } from '../../../lib/engine/evacuate.ts';
import { Policy } from '../../../lib/model/policy.ts';
import { EVACUATED_HOST_ID } from '../../bench/instances/evacuation.ts';
import { type InstanceSpec, makeInstance } from '../../bench/instances/make-instance.ts';
import { minMovesToEmpty } from '../../bench/referees/min-moves.ts';

/** CPU seconds for HiGHS, which is asked only where the planner finds no complete plan. */
const HIGHS_SECONDS = 60;

/** Whether all VMs of the host can leave: a plan that does it proves that they can; otherwise HiGHS decides. */
export async function isSolvable(spec: InstanceSpec): Promise<'yes' | 'no' | 'unknown'> {
  const snapshot = makeInstance(spec);
  if (planEvacuation(snapshot, Policy.parse({}), EVACUATED_HOST_ID).complete) return 'yes';
  const { status } = await minMovesToEmpty(snapshot, EVACUATED_HOST_ID, HIGHS_SECONDS);
  return status === 'feasible' ? 'yes' : status === 'infeasible' ? 'no' : 'unknown';
}
