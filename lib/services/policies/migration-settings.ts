import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import { MigrationSettings, MigrationSettingsChange } from '../../model/migration-settings.ts';
import { ClusterId } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

/** How the migrations of a cluster are carried out, as its row says; what it leaves out has its default. */
export function settingsOf(cluster: { migrationSettings: unknown }): MigrationSettings {
  return MigrationSettings.parse(cluster.migrationSettings);
}

/** How the migrations of a cluster are carried out. Throws `cluster-not-found`. */
export async function readMigrationSettings({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<MigrationSettings> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { clusterId } = input;
  const cluster = isId(clusterId) ? await ctx.db.cluster.findUnique({ where: { id: clusterId } }) : null;
  if (!cluster) throw notFound(clusterId);
  return settingsOf(cluster);
}

export const EditMigrationSettingsInput = z.object({
  clusterId: ClusterId,
  /** What is left out keeps its value. */
  settings: MigrationSettingsChange,
  /** What the person saw when they began to type; given, the change is refused if somebody was faster. */
  expected: MigrationSettings.optional(),
});
export type EditMigrationSettingsInput = z.input<typeof EditMigrationSettingsInput>;

/**
 * Changes how the migrations of a cluster are carried out. Limits hold from the next look at its jobs on; what a move may
 * do to end was written down with it and stays. Throws `cluster-not-found`, `invalid-input`, or `conflict` with `target`.
 */
export async function editMigrationSettings({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MigrationSettings> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, settings, expected } = parseInput(EditMigrationSettingsInput, input);
  const at = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
    if (!cluster) throw notFound(clusterId);
    const from = settingsOf(cluster);
    if (expected && JSON.stringify(from) !== JSON.stringify(expected))
      throw new BallastError('conflict', 'somebody else changed it first', { target: cluster.name });
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const to = MigrationSettings.parse({ ...from, ...Object.fromEntries(given) });
    await tx.cluster.update({ where: { id: clusterId }, data: { migrationSettings: to } });
    await recordAudit(tx, ctx.actor, at, {
      action: 'policy.edit-migrations',
      target: cluster.name,
      targetId: clusterId,
      details: { from, to },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster: cluster.name },
      },
    });
    return to;
  });
}

const notFound = (clusterId: string): BallastError =>
  new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
