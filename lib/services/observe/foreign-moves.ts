import { automationOf, withAutomation } from '../../db/automation.ts';
import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { exemptVms } from '../../db/exemptions.ts';
import { vmPolicy, withOwnPolicy } from '../../db/policies.ts';
import { policyActor } from '../../model/actor.ts';
import { actsByItself } from '../../model/automation.ts';
import type { ClusterState } from '../planning/snapshot-of.ts';
import { raiseStop } from '../stops/raise-stop.ts';

const DAY_MS = 86_400_000;

/** A VM that was seen on another host than before. */
interface ChangedPlace {
  id: string;
  name: string;
  placeVersion: number; // as it was read before the hypervisors were asked
  fromHostId: string;
  toHostId: string;
}

/** The VMs that were seen on another host than before, without those that were missing. Pure. */
export function changedPlaces(
  before: readonly Pick<ClusterState['vms'][number], 'id' | 'hostId' | 'missingSince'>[],
  seen: readonly Pick<ClusterState['vms'][number], 'id' | 'name' | 'hostId' | 'placeVersion'>[],
): ChangedPlace[] {
  const earlier = new Map(before.map((vm) => [vm.id, vm]));
  return seen.flatMap(({ id, name, hostId, placeVersion }) => {
    const was = earlier.get(id);
    if (!was || was.missingSince !== null || was.hostId === hostId) return [];
    return [{ id, name, placeVersion, fromHostId: was.hostId, toHostId: hostId }];
  });
}

/**
 * Records the moves that somebody else made: an event each, and an exemption for the time of the cool-down, so that Ballast does
 * not take back what a person or another manager has just done. If they took back enough of Ballast's own moves within a
 * day, automation stops. Call it after the places were stored: one that a run has changed meanwhile is not foreign.
 */
export async function recordForeignMoves(
  tx: Transaction,
  { id: clusterId, hosts }: Pick<ClusterState, 'id' | 'hosts'>,
  changed: readonly ChangedPlace[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
  const foreign = await withoutOwn(tx, changed, now);
  if (foreign.length === 0) return;
  const cluster = await tx.cluster.findUniqueOrThrow({ where: { id: clusterId }, include: withAutomation });
  const { policy } = automationOf(cluster);
  const hostName = (id: string): string => hosts.find((host) => host.id === id)?.name ?? id;
  const rows = foreign.map(({ id, name, fromHostId, toHostId, returnsRunId }) => ({
    clusterId,
    vmId: id,
    vmName: name,
    fromHostName: hostName(fromHostId),
    toHostName: hostName(toHostId),
    at: now,
    returnsRunId,
  }));
  await tx.foreignMove.createMany({ data: rows });
  await recordEvents(
    tx,
    now,
    rows.map(({ vmId, vmName: vm, fromHostName: host, toHostName: destination }) => ({
      topic: 'vm' as const,
      code: 'moved-elsewhere' as const,
      clusterId,
      subject: { vmId },
      facts: { vm, host, destination },
    })),
  );
  // after the failure of a host its VMs were restarted elsewhere: nobody chose those places
  const chosen = foreign.flatMap(({ id, fromHostId }) =>
    hosts.some((host) => host.id === fromHostId && host.connection === 'up') ? id : [],
  );
  for (const vm of await tx.vm.findMany({
    where: { id: { in: chosen } },
    select: { id: true, ...withOwnPolicy },
  })) {
    const until = new Date(now.getTime() + 1000 * vmPolicy(cluster, vm).values.coolDownSeconds);
    const exemption = { code: 'moved-elsewhere', by: policyActor.name, at: now, until } as const;
    if (until > now) await exemptVms(tx, { vmIds: [vm.id], ...exemption });
  }
  if (actsByItself(policy)) await stopIfReturned(tx, cluster, policy.foreignReturnsBeforeStop, now);
}

/** Those that no run of Ballast explains, each with the run whose move it takes back. */
async function withoutOwn(tx: Transaction, changed: readonly ChangedPlace[], now: Date) {
  const ids = changed.map(({ id }) => id);
  const stored = await tx.vm.findMany({
    where: { id: { in: ids } },
    select: { id: true, hostId: true, placeVersion: true },
  });
  const moves = await tx.move.findMany({
    where: { vmId: { in: ids }, finishedAt: { gt: new Date(now.getTime() - DAY_MS) }, tries: { gt: 0 } },
    orderBy: { finishedAt: 'desc' },
    select: { vmId: true, runId: true, fromHostId: true, toHostId: true, state: true },
  });
  const rows = new Map(stored.map((vm) => [vm.id, vm]));
  return changed.flatMap((change) => {
    const row = rows.get(change.id);
    const isStored = row?.hostId === change.toHostId && row.placeVersion === change.placeVersion;
    const last = moves.find(({ vmId }) => vmId === change.id);
    // a move that counts as failed may have arrived after all
    const isOwn = last?.state !== 'done' && last?.toHostId === change.toHostId;
    if (!isStored || isOwn) return [];
    const isReturn =
      last?.state === 'done' && last.toHostId === change.fromHostId && last.fromHostId === change.toHostId;
    return [{ ...change, returnsRunId: isReturn ? last.runId : null }];
  });
}

/** Counts the VMs that were moved back within a day, since automation was last resumed. */
async function stopIfReturned(
  tx: Transaction,
  cluster: { id: string; name: string },
  limit: number | null,
  now: Date,
): Promise<void> {
  if (limit === null) return;
  const last = await tx.automationStop.findFirst({
    where: { clusterId: cluster.id, resumedAt: { not: null } },
    orderBy: { resumedAt: 'desc' },
  });
  const since = Math.max(now.getTime() - DAY_MS, last?.resumedAt?.getTime() ?? 0);
  const returned = await tx.foreignMove.findMany({
    where: { clusterId: cluster.id, at: { gt: new Date(since) }, returnsRunId: { not: null } },
    orderBy: { at: 'asc' },
  });
  const names = new Map(returned.map((move) => [move.vmId ?? move.vmName, move.vmName]));
  if (names.size < limit) return;
  const facts = { count: names.size, vms: [...names.values()].join(', ') };
  await raiseStop(tx, now, cluster, { code: 'moved-back', facts, runId: null });
}
