import { z } from 'zod';
import { type FailureScope, failureScopes } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { isOver } from './keeping.ts';

/** A refusal that holds, as pages show it. Of a VM: no `to`; of the way between two hosts: no `vm`. */
export interface RefusalView {
  id: string;
  vm: { id: string; name: string; hostId: string } | null;
  from: string; // where the VM is, or the way begins
  to: { id: string; name: string } | null;
  code: string; // of the drivers
  scope: FailureScope | null;
  facts: Record<string, string | number>;
  message: string | null; // the hypervisor's own words
  at: Date;
  expiresAt: Date | null; // null: it holds until something changes
  run: { id: string; number: number } | null;
}

const Facts = z.record(z.string(), z.union([z.string(), z.number()])).catch({});
const Scope = z.enum(failureScopes).nullable().catch(null);

/**
 * The refusals that hold of a VM (and of the ways from its host), or of a host: as a destination, and of the VMs that it
 * has. The newest first.
 */
export async function readRefusals(
  { db }: Context,
  about: { vmId: string; hostId: string } | { hostId: string },
  now: Date,
): Promise<RefusalView[]> {
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
  return rows
    .filter((row) => !isOver(row, now))
    .map(({ id, vm, fromHost, toHost, code, scope, facts, message, at, expiresAt, runId }) => ({
      ...{ id, code, message, at, expiresAt },
      vm: vm && { id: vm.id, name: vm.name, hostId: vm.hostId },
      from: vm?.host.name ?? fromHost?.name ?? '-',
      to: toHost,
      scope: Scope.parse(scope),
      facts: Facts.parse(facts),
      run: runs.find((run) => run.id === runId) ?? null,
    }));
}
