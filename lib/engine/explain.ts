import { overBy } from '../model/overload.ts';
import type { PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { BalanceBy } from '../model/policy-fields.ts';
import type { MoveKind } from '../model/vm.ts';
import { type Cluster, hostName, routeIn, vmName } from './cluster/cluster.ts';
import { Tally } from './figures.ts';
import { predictMove } from './forecast/predict-move.ts';
import type { MoveGain, PairLoads } from './gains.ts';
import type { OrderedMove } from './waves/ordered-move.ts';

export type Reason = PlannedMove['reason'];

/** Percentages have one digit after the point. */
export const toPercent = (load: number): number => Math.round(load * 1000) / 10;

export const roundGain = (gain: number): number => Math.round(gain * 1e4) / 1e4;

/** More digits: in a large cluster one move changes the total figure only a little. */
const roundFall = (gain: number): number => Math.round(gain * 1e6) / 1e6;

/**
 * Turns ordered moves into those of the plan: each gets its kind, its forecast, its reason at that position, and the
 * cluster's figures after it. The hosts of `leftOut` do not count in the figures.
 */
export function describeMoves(
  cluster: Cluster,
  ordered: readonly OrderedMove[],
  options: {
    leftOut?: Uint8Array; // a host each
    kindOf: (vm: number, from: number, to: number) => MoveKind;
    reasonOf: (move: OrderedMove, before: Tally) => Reason;
  },
): { moves: PlannedMove[]; before: Tally; after: Tally } {
  const tally = new Tally(cluster, options.leftOut);
  const moves = ordered.map((move) => {
    const { vm, from, to, wave } = move;
    const kind = options.kindOf(vm, from, to);
    const reason = options.reasonOf(move, tally);
    tally.move(vm, to);
    const { spread, peak } = tally.figures();
    return {
      vmId: cluster.vms[vm].id,
      fromHostId: cluster.hosts[from].id,
      toHostId: cluster.hosts[to].id,
      kind,
      wave,
      reason,
      predicted: predict(cluster, vm, from, to, kind),
      after: { spread, peak },
    };
  });
  return { moves, before: new Tally(cluster, options.leftOut), after: tally };
}

function predict(
  cluster: Cluster,
  vm: number,
  from: number,
  to: number,
  kind: MoveKind,
): PlannedMove['predicted'] {
  const route = routeIn(cluster, cluster.hosts[from], cluster.hosts[to]);
  const { seconds, downtimeMs } = predictMove(cluster.vms[vm], kind, route);
  return { seconds: Math.round(seconds * 10) / 10, downtimeMs: Math.round(downtimeMs) };
}

/** How balancing moves a VM: live, or offline if it is stopped. */
export const liveOrOffline = (cluster: Cluster, vm: number): MoveKind =>
  cluster.vms[vm].state === 'stopped' ? 'offline' : 'live';

/** Why balancing moves this VM now: a broken rule, its host's overload, or balance. */
export function balanceReason(
  cluster: Cluster,
  move: OrderedMove,
  before: Tally,
  known: { repairedRule: string | null; gainOf: (move: OrderedMove) => MoveGain },
): Reason {
  const { vm, from, to, forVm } = move;
  if (forVm !== null) return { code: 'make-room', facts: { forVm: vmName(cluster, forVm) } };
  if (known.repairedRule !== null) return { code: 'repair-rule', facts: { rule: known.repairedRule } };
  const { cpuThresholdPercent, memoryThresholdPercent } = cluster.policy;
  const cpuOver = overBy(before.cpuLoad(from), cpuThresholdPercent);
  const memoryOver = overBy(before.memoryLoad(from), memoryThresholdPercent);
  if (cluster.isOnline[from] && Math.max(cpuOver, memoryOver) > 0) {
    const isCpu = cpuOver >= memoryOver;
    const { expectedAt } = cluster.hosts[from];
    if (isCpu && expectedAt !== undefined)
      return {
        code: 'expected-overload',
        facts: {
          host: hostName(cluster, from),
          expectedPercent: toPercent(before.cpuLoad(from)),
          atMs: Date.parse(expectedAt),
          thresholdPercent: cpuThresholdPercent,
          ...afterMove(cluster, before, { vm, from, to }, true),
        },
      };
    return {
      code: isCpu ? 'cpu-overload' : 'memory-overload',
      facts: {
        host: hostName(cluster, from),
        nowPercent: toPercent(isCpu ? before.cpuLoad(from) : before.memoryLoad(from)),
        thresholdPercent: isCpu ? cpuThresholdPercent : memoryThresholdPercent,
        ...afterMove(cluster, before, { vm, from, to }, isCpu),
      },
    };
  }
  return evenReason(cluster.policy, known.gainOf(move));
}

/** Balance is judged at the end of the plan: one half of an exchange alone may seem to make it worse. */
function evenReason({ balanceBy }: Policy, gain: MoveGain): Reason {
  const isCpu = nearerBy(gain, 'cpu') >= nearerBy(gain, 'memory');
  const of = isCpu ? 'cpu' : 'memory';
  return {
    code: 'even-load',
    facts: {
      resource: evenResources[balanceBy][isCpu ? 0 : 1],
      gain: roundFall(gain.gain),
      sourceAfterPercent: toPercent(gain.with.source[of]),
      destinationAfterPercent: toPercent(gain.with.destination[of]),
      sourceWithoutPercent: toPercent(gain.without.source[of]),
      destinationWithoutPercent: toPercent(gain.without.destination[of]),
    },
  };
}

/** By how much the move reduces the difference between its two hosts. */
function nearerBy(gain: MoveGain, of: 'cpu' | 'memory'): number {
  const apart = ({ source, destination }: PairLoads) => Math.abs(source[of] - destination[of]);
  return apart(gain.without) - apart(gain.with);
}

/** Whether CPU or memory becomes more even. */
const evenResources: Record<BalanceBy, readonly [string, string]> = {
  use: ['cpu', 'memory'],
  assigned: ['vcpus', 'assignedMemory'],
  count: ['vms', 'vms'],
};

/** The loads of its two hosts after this move, of CPU or memory. */
function afterMove(
  cluster: Cluster,
  before: Tally,
  { vm, from, to }: Pick<OrderedMove, 'vm' | 'from' | 'to'>,
  isCpu: boolean,
) {
  const [amounts, capacity] = isCpu
    ? [cluster.cpuMhz, cluster.cpuCapacity]
    : [cluster.memoryMiB, cluster.memoryCapacity];
  const loadOf = (host: number, sign: 1 | -1) =>
    (before.sum(host, amounts) + sign * amounts[vm]) / capacity[host];
  return {
    sourceAfterPercent: toPercent(loadOf(from, -1)),
    destinationAfterPercent: toPercent(loadOf(to, 1)),
  };
}
