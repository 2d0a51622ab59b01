import type { Placement } from '../cluster/placement.ts';
import { Overload } from '../objective/overload.ts';
import { makeMeasure } from '../objective/weights.ts';
import { anneal } from '../search/anneal.ts';
import { improve } from '../search/improve.ts';
import { Search } from '../search/search.ts';
import type { EmptyingTask } from './emptying-task.ts';

/** Placements evaluated, by single steps and by a walk. */
const BUDGET = 500_000;
const WALK = 50_000;

/** Hosts without a moved VM that are evaluated: those with the least load. */
const MAX_EMPTIEST_HOSTS = 48;

/** The minimum gain for moving a VM on that could as well stay: nearly nothing. */
const MIN_GAIN = 0.01;

/** An overload that is less is rounding. */
const NOTICEABLE = 1e-6;

/**
 * Moves the VMs of an evacuation to other hosts if that relieves or balances loads, keeps VMs at home that need not
 * move on, and moves no further VM. Changes the placement; the caller checks whether a safe order exists.
 */
export function evenOut(task: EmptyingTask): void {
  improve(searchOf(task, 'relieve'), hostsWorthTrying(task.placement, task.targets));
}

/**
 * The same by a random walk, if hosts are above their thresholds after all single steps: it can also exchange several
 * VMs at once. If that does not reduce the overload, the placement is unchanged.
 */
export function walkFromOverload(task: EmptyingTask): void {
  const { placement, targets } = task;
  const before = overloadOf(task);
  if (before <= NOTICEABLE) return;
  const found = Int32Array.from(placement.hostOf);
  const hosts = hostsWorthTrying(placement, targets);
  anneal(searchOf(task, 'relieve-roughly'), hosts, { seed: 1, steps: WALK, isGood: () => true });
  improve(searchOf(task, 'relieve'), hosts);
  if (overloadOf(task) < before - NOTICEABLE) return;
  placement.restore(found);
}

function searchOf(task: EmptyingTask, measure: 'relieve' | 'relieve-roughly'): Search {
  const { cluster, placement, permissions, targets } = task;
  const isTarget = new Uint8Array(cluster.hosts.length);
  for (const target of targets) isTarget[target] = 1;
  return new Search(
    placement,
    makeMeasure(measure, loadsOf(task), cluster.policy, placement.even),
    permissions,
    {
      isMovable: Uint8Array.from(cluster.units, (_, unit) => (placement.isDisplaced(unit) ? 1 : 0)),
      mayReceive: isTarget,
      mayReturn: isTarget,
      isNeeded: new Uint8Array(cluster.units.length),
      minBandwidth: null,
      keepsThresholds: false,
      leastGain: MIN_GAIN,
      gap: 0,
      maxMoves: Number.POSITIVE_INFINITY,
      budget: BUDGET,
    },
    new Float64Array(cluster.units.length),
  );
}

const loadsOf = ({ cluster, placement, isEmptied }: EmptyingTask) => ({
  cpu: Float64Array.from(cluster.hosts, (_, h) => placement.cpuLoad(h)),
  memory: Float64Array.from(cluster.hosts, (_, h) => placement.memoryLoad(h)),
  isCounted: cluster.isOnline.map((online, h) => (isEmptied[h] ? 0 : online)),
});

const overloadOf = (task: EmptyingTask): number => new Overload(loadsOf(task), task.cluster.policy).value;

/** The hosts of moved VMs, and those with the most free memory: others cannot improve anything. */
function hostsWorthTrying(placement: Placement, targets: Int32Array): Int32Array {
  const { cluster } = placement;
  const isUsed = new Uint8Array(cluster.hosts.length);
  for (const unit of cluster.units.keys()) {
    if (placement.isDisplaced(unit)) isUsed[placement.hostOf[unit]] = 1;
  }
  const pressure = (host: number) => Math.max(placement.cpuLoad(host), placement.memoryLoad(host));
  const emptiest = targets.filter((host) => !isUsed[host]).sort((a, b) => pressure(a) - pressure(b) || a - b);
  return Int32Array.from([
    ...targets.filter((host) => isUsed[host]),
    ...emptiest.slice(0, MAX_EMPTIEST_HOSTS),
  ]).sort();
}
