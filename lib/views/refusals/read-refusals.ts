import { z } from 'zod';
import { failureScopes } from '../../model/errors.ts';
import type { Context } from '../../services/context.ts';
import { isOver } from '../../services/refusals/keeping.ts';
import { groupRefusals, type RefusalGroup } from './group-refusals.ts';

const Scope = z.enum(failureScopes).nullable().catch(null);

/**
 * The refusals of a VM (and of the connections from its host), or of a host: as a destination, and of its VMs. One
 * group for each destination and cause, the newest first.
 */
export async function readRefusals(
  { db }: Context,
  about: { vmId: string; hostId: string } | { hostId: string },
  now: Date,
): Promise<RefusalGroup[]> {
  const { hostId } = about;
  const rows = await db.refusal.findMany({
    where: {
      OR:
        'vmId' in about
          ? [{ vmId: about.vmId }, { vmId: null, fromHostId: hostId }]
          : [{ toHostId: hostId }, { fromHostId: hostId }, { vm: { hostId } }],
    },
    include: {
      vm: { select: { id: true, name: true, hostId: true, host: { select: { name: true } } } },
      fromHost: { select: { name: true } },
      toHost: { select: { id: true, name: true } },
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const runIds = rows.flatMap(({ runId }) => runId ?? []);
  const runs = await db.run.findMany({ where: { id: { in: runIds } }, select: { id: true, number: true } });
  const views = rows
    .filter((row) => !isOver(row, now))
    .map(({ id, vm, fromHost, toHost, code, scope, facts, message, at, expiresAt, runId }) => ({
      id,
      code,
      message,
      at,
      expiresAt,
      vm: vm && { id: vm.id, name: vm.name, hostId: vm.hostId },
      from: vm?.host.name ?? fromHost?.name ?? '-',
      to: toHost,
      scope: Scope.parse(scope),
      facts,
      run: runs.find((run) => run.id === runId) ?? null,
    }));
  return groupRefusals(views);
}
