import type { Database } from '../../lib/db/client.ts';
import { isInProgress, type PatchPhase } from '../../lib/model/patch-run.ts';
import { insist } from './promise.ts';
import type { ChaosWorld } from './world.ts';

/** The patch run that has not ended, and which hosts are away, at a moment. */
export interface PatchMoment {
  hosts: readonly {
    hostId: string;
    name: string;
    phase: PatchPhase;
    isReturned: boolean;
  }[];
  modes: ReadonlyMap<string, string>;
  away: ReadonlySet<string>; // drained, in maintenance mode, or silent, by id
}

export async function readPatchMoment(db: Database, { clusterId }: ChaosWorld): Promise<PatchMoment> {
  const run = await db.patchRun.findFirst({
    where: { clusterId, finishedAt: null },
    include: { hosts: { orderBy: { sequence: 'asc' } } },
  });
  const rows = await db.host.findMany({ where: { clusterId } });
  const hosts = (run?.hosts ?? []).map(({ hostId, name, phase, returnedAt }) => ({
    hostId,
    name,
    phase,
    isReturned: returnedAt !== null,
  }));
  return {
    hosts,
    modes: new Map(rows.map(({ id, mode }) => [id, mode])),
    away: new Set(rows.flatMap((row) => (row.mode !== 'active' || row.connection !== 'up' ? [row.id] : []))),
  };
}

/** A host is out of service as long as its own step is in progress. */
export function checkStepping({ hosts, modes }: PatchMoment): void {
  for (const { hostId, name, phase, isReturned } of hosts) {
    const isBusy = phase === 'starting' || phase === 'stepping' || (phase === 'returning' && !isReturned);
    if (!isBusy) continue;
    const mode = modes.get(hostId);
    insist(mode === 'maintenance', `${name} is ${mode}, and its step is in progress`);
  }
}

/**
 * A host that is begun beside others of the run leaves no more hosts away than the policy says may fail: each that drains, is in
 * maintenance mode or does not answer counts as one.
 */
export function checkBegun(failures: number, before: PatchMoment, after: PatchMoment): void {
  const phaseBefore = new Map(before.hosts.map(({ hostId, phase }) => [hostId, phase]));
  const begun = after.hosts.filter(
    ({ hostId, phase }) => phase === 'evacuating' && phaseBefore.get(hostId) === 'waiting',
  );
  const others = after.hosts.filter(({ hostId, phase }) => {
    const was = phaseBefore.get(hostId);
    return isInProgress(phase) && was !== undefined && isInProgress(was);
  });
  if (failures === 0 || begun.length === 0 || begun.length + others.length === 1) return;
  const away = new Set([...before.away].filter((id) => after.away.has(id)));
  for (const { hostId } of begun) away.add(hostId);
  const names = begun.map(({ name }) => name).join(', ');
  insist(away.size <= failures, `${names} is begun: ${away.size} hosts are away, and ${failures} may fail`);
}
