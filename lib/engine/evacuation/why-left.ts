import type { Rejection } from '../../model/rejection.ts';
import { type Refusal, refuse } from '../constraints/constraint.ts';
import { whyNotTo } from '../refusals.ts';
import type { Verdict } from './empty-host.ts';
import type { EmptyingTask } from './emptying-task.ts';

/**
 * Why a VM stays on a host that was to be emptied: first whether it is proved, and how, or only not found; where memory is what is
 * missing, how much of it; then the reason of each host, as things stand when the plan is carried out.
 */
export function whyLeft(task: EmptyingTask, vm: number, verdict: Verdict): Rejection[] {
  const { cluster, placement, permissions, targets } = task;
  const vmId = cluster.vms[vm].id;
  const source = cluster.hosts[cluster.homeOf[vm]];
  if (source.state === 'offline') {
    return [{ vmId, hostId: source.id, ...refuse('host-not-online', { state: source.state }) }];
  }
  const unit = cluster.unitOf[vm];
  const refused = [...targets].flatMap((target) => {
    const refusal = whyNotTo(placement, vm, target);
    return refusal ? [{ target, refusal }] : [];
  });
  const memory = memoryFor(task, unit);
  const allowed = [...targets].filter((target) => permissions.rowFor(unit)[target]);
  const full = refused.filter(
    ({ target, refusal }) => allowed.includes(target) && refusal.code === 'no-memory',
  );
  const lacksMemory = allowed.length > 0 && full.length === allowed.length;
  const isProved = verdict === 'no-place' || verdict === 'no-way';
  return [
    { vmId, ...mainReason(verdict, memory, targets.length) },
    ...(isProved && lacksMemory ? [{ vmId, ...refuse('memory-in-pieces', memory) }] : []),
    ...refused.map(({ target, refusal }) => ({ vmId, hostId: cluster.hosts[target].id, ...refusal })),
  ];
}

function mainReason(verdict: Verdict, memory: MemoryFacts, hosts: number): Refusal {
  if (verdict === 'no-place') return refuse('no-host-left', { hosts });
  if (verdict === 'no-way') return refuse('no-room-on-the-way', { needsMiB: memory.needsMiB });
  return refuse('not-found-in-budget', memory);
}

interface MemoryFacts {
  readonly needsMiB: number;
  readonly mostFreeMiB: number;
  readonly allFreeMiB: number;
}

/** What the unit needs, and what is free on the hosts that it may be on: most on one, and on all. */
function memoryFor({ cluster, placement, permissions, targets }: EmptyingTask, unit: number): MemoryFacts {
  const free = [...targets]
    .filter((target) => permissions.rowFor(unit)[target])
    .map((target) => cluster.memoryLimit[target] - placement.heldMiB[target])
    .map((amount) => Math.max(0, Math.floor(amount)));
  return {
    needsMiB: Math.ceil(placement.unitHeldMiB[unit]),
    mostFreeMiB: Math.max(0, ...free),
    allFreeMiB: free.reduce((sum, amount) => sum + amount, 0),
  };
}
