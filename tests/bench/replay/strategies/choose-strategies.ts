import type { Policy } from '../../../../lib/model/policy.ts';
import type { Size } from '../../instances/size.ts';
import { ballast } from './ballast.ts';
import { hbal } from './hbal.ts';
import { oneMetricRule } from './one-metric-rule.ts';
import { noBalancing, type Strategy } from './strategy.ts';
import { thresholdRule } from './threshold-rule.ts';

/**
 * One move of hbal tries every VM on every host. Above this product (hosts x VMs), a day takes an hour of computing
 * or more.
 */
const MAX_VMS_FOR_HBAL = 5_000;

/** All strategies for a cluster of this size, in the order of the table. */
export function chooseStrategies(input: { size: Size; policy: Policy; hasHbal: boolean }): Strategy[] {
  const { size, policy, hasHbal } = input;
  const playsHbal = hasHbal && size.hosts * size.vms <= MAX_VMS_FOR_HBAL;
  return [
    noBalancing,
    oneMetricRule('memory', 600),
    oneMetricRule('cpu', 600),
    thresholdRule,
    ...(playsHbal ? [hbal(600)] : []),
    ballast(policy),
  ];
}
