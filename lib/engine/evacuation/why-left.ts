import type { Rejection } from '../../model/rejection.ts';
import { refuse } from '../constraints/constraint.ts';
import { mayGo } from '../permissions.ts';
import { whyNotTo } from '../refusals.ts';
import type { EmptyingTask } from './emptying-task.ts';

/**
 * Why a VM stays on a host that was to be emptied: first whether it is proved or only not found, with the memory that it needs and what is
 * free where it may be, then the reason of each host. `stuck`: no safe order was found for a place that it had.
 */
export function whyLeft(
  task: EmptyingTask,
  vm: number,
  isProved: boolean,
  stuck: readonly number[],
): Rejection[] {
  const { cluster, placement, permissions, host, targets } = task;
  const vmId = cluster.vms[vm]?.id;
  const source = cluster.hosts[host];
  if (source?.state === 'offline') {
    return [{ vmId, hostId: source.id, ...refuse('host-not-online', { state: source.state }) }];
  }
  const unit = cluster.unitOf[vm] as number;
  const needsMiB = Math.ceil(placement.unitHeldMiB[unit] as number);
  const canEnd = [...targets].some((target) => mayGo(placement, permissions, unit, target));
  if (stuck.includes(vm) || canEnd) return [{ vmId, ...refuse('no-room-on-the-way', { needsMiB }) }];
  const ofHosts: Rejection[] = [...targets].flatMap((target) => {
    const refusal = whyNotTo(placement, vm, target);
    return refusal ? [{ vmId, hostId: cluster.hosts[target]?.id, ...refusal }] : [];
  });
  const memory = memoryFor(task, unit);
  const ofAllowed = ofHosts.filter((_, i) => permissions.rowFor(unit)[targets[i] as number]);
  const lacksMemory = ofAllowed.length > 0 && ofAllowed.every(({ code }) => code === 'no-memory');
  return [
    {
      vmId,
      ...(isProved
        ? refuse('no-host-left', { hosts: targets.length })
        : refuse('not-found-in-budget', memory)),
    },
    ...(isProved && lacksMemory ? [{ vmId, ...refuse('memory-in-pieces', memory) }] : []),
    ...ofHosts,
  ];
}

/** What the unit needs, and what is free on the hosts that it may be on: most on one, and on all. */
function memoryFor({ cluster, placement, permissions, targets }: EmptyingTask, unit: number) {
  const free = [...targets]
    .filter((target) => permissions.rowFor(unit)[target])
    .map((target) => (cluster.memoryLimit[target] as number) - (placement.heldMiB[target] as number))
    .map((amount) => Math.max(0, Math.floor(amount)));
  return {
    needsMiB: Math.ceil(placement.unitHeldMiB[unit] as number),
    mostFreeMiB: Math.max(0, ...free),
    allFreeMiB: free.reduce((sum, amount) => sum + amount, 0),
  };
}
