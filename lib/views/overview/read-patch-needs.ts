import type { Context } from '../../services/context.ts';

/** A patch run that waits for a person: because a host has failed, or because a person does its step. */
export interface PatchNeed {
  kind: 'patch-run';
  key: string;
  patchRunId: string;
  run: string; // P-12
  cluster: string;
  host: string;
  isStopped: boolean; // false: it waits for somebody to say that the step of the host is done, or that the host is back
}

/** One entry for each run: the host that stopped it, or the first that waits. */
export async function readPatchNeeds(ctx: Context, clusterId: { in: string[] }): Promise<PatchNeed[]> {
  const runs = await ctx.db.patchRun.findMany({
    where: { clusterId, finishedAt: null },
    include: { hosts: { orderBy: { sequence: 'asc' } }, cluster: { select: { name: true } } },
    orderBy: { number: 'asc' },
  });
  return runs.flatMap(({ id, number, step, hosts, cluster }) => {
    const failed = hosts.find(({ phase }) => phase === 'failed');
    const waiting = hosts.find(
      ({ phase, confirmedBy }) =>
        (phase === 'stepping' && step === 'person') || (phase === 'confirming' && confirmedBy === null),
    );
    const host = failed ?? waiting;
    if (!host) return [];
    const about = { run: `P-${number}`, cluster: cluster.name, host: host.name };
    return [
      {
        kind: 'patch-run' as const,
        key: `patch-${id}`,
        patchRunId: id,
        ...about,
        isStopped: failed !== undefined,
      },
    ];
  });
}
