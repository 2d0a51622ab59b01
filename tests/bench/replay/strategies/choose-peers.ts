import type { Size } from '../../instances/size.ts';
import { hbal } from './hbal.ts';
import { oneMetricRule } from './one-metric-rule.ts';
import { noBalancing, type Strategy } from './strategy.ts';
import { thresholdRule } from './threshold-rule.ts';

/**
 * One move of hbal tries every VM on every host. Above this product (hosts x VMs), a day takes an hour of computing
 * or more.
 */
const MAX_VMS_FOR_HBAL = 5_000;

/** The strategies other than Ballast's for a cluster of this size, in the order of the table. */
export function choosePeers({ size, hasHbal }: { size: Size; hasHbal: boolean }): Strategy[] {
  const playsHbal = hasHbal && size.hosts * size.vms <= MAX_VMS_FOR_HBAL;
  return [
    noBalancing,
    oneMetricRule('memory', 600),
    oneMetricRule('cpu', 600),
    thresholdRule,
    ...(playsHbal ? [hbal(600)] : []),
  ];
}
