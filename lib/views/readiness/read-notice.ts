import type { ReadinessFinding } from '../../model/readiness.ts';
import type { Context } from '../../services/context.ts';

/** What a person should know before the first migration of a cluster; null: nothing, or VMs have migrated in it. */
export type ReadinessNotice = { clusterId: string } & (
  | { kind: 'never' }
  | { kind: 'stops'; count: number; first: ReadinessFinding }
);

/** Whether the first migration of a cluster is about to be ordered unchecked, or against what its check found. */
export async function readReadinessNotice(
  { db }: Context,
  clusterId: string,
): Promise<ReadinessNotice | null> {
  const moved = await db.move.findFirst({
    where: { run: { clusterId }, state: 'done' },
    select: { id: true },
  });
  if (moved) return null;
  const readiness = await db.readiness.findUnique({ where: { clusterId } });
  const stops = readiness?.report?.findings.filter(({ grade }) => grade === 'stops') ?? [];
  if (!readiness?.report) return { clusterId, kind: 'never' };
  const [first] = stops;
  return first ? { clusterId, kind: 'stops', count: stops.length, first } : null;
}
