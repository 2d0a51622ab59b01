import type { z } from 'zod';
import { recordAudit } from '../db/audit.ts';
import type { Transaction } from '../db/client.ts';
import { toJson } from '../db/to-json.ts';
import { SimulatorConfig } from '../drivers/simulator/config.ts';
import type { Context } from '../services/context.ts';
import { parseInput } from '../services/parse-input.ts';
import { PAST_DAYS } from './backfill-past.ts';
import { DataCentreSize } from './data-centre-size.ts';
import { type DemoCluster, demoDataCentre } from './demo-data-centre.ts';
import { largeDataCentre } from './large-data-centre.ts';

const SEED_ACTION = 'cluster.seed';
const DAY_MS = 86_400_000;
/** The largest size takes ten seconds, and more on a busy machine. */
const transactionOptions = { timeout: 600_000 };

/**
 * Stores the simulated data centre of the first start: true if it did. Never a second time, even if people have
 * removed it, and never beside clusters that they entered. Workers then backfill its past. With a `size`, one of that
 * size, which begins in the present: a week of 25,000 VMs would be fifty million samples. Throws `invalid-input` for
 * a size that cannot be made.
 */
export async function seedDataCentre({
  ctx,
  input,
}: {
  ctx: Context;
  input: { speed?: number; size?: z.input<typeof DataCentreSize> };
}): Promise<boolean> {
  const size = input.size === undefined ? null : parseInput(DataCentreSize, input.size);
  const now = ctx.clock.now();
  const made = { backfillUntil: now, speed: input.speed, seed: size?.seed };
  const clusters = demoDataCentre({ ...made, data: size ? largeDataCentre(size) : undefined });
  return ctx.db.$transaction(async (tx) => {
    const isSeeded = (await tx.auditEntry.count({ where: { action: SEED_ACTION } })) > 0;
    const isOld = (await tx.auditSeal.count({ where: { droppedAt: { not: null } } })) > 0; // the entry is gone by then
    if (isSeeded || isOld || (await tx.cluster.count()) > 0) return false;
    for (const demo of clusters) {
      await seedCluster(ctx, tx, demo, { now, hasPast: size === null });
    }
    return true;
  }, transactionOptions);
}

async function seedCluster(
  ctx: Context,
  tx: Transaction,
  demo: DemoCluster,
  { now, hasPast }: { now: Date; hasPast: boolean },
): Promise<void> {
  const config = SimulatorConfig.parse(demo.config);
  const cluster = await tx.cluster.create({
    data: {
      name: demo.name,
      driver: 'simulator',
      ...toJson('cluster', { driverConfig: { ...demo.config } }),
      policy: { create: { scope: 'cluster', ...toJson('policy', { patch: demo.thresholds }) } },
      backfillUntil: hasPast ? now : null,
    },
  });
  const hostIds = await seedHosts(tx, demo, config, cluster.id);
  const vmIds = await seedVms(
    tx,
    demo,
    config,
    cluster.id,
    hostIds,
    hasPast ? new Date(now.getTime() - PAST_DAYS * DAY_MS) : now,
  );
  for (const rule of demo.rules) {
    await tx.rule.create({
      data: {
        clusterId: cluster.id,
        name: rule.name,
        kind: rule.kind,
        mode: rule.mode,
        vms: { create: rule.vms.map((name) => ({ vmId: idOf(vmIds, name) })) },
        hosts: { create: rule.hosts.map((name) => ({ hostId: idOf(hostIds, name) })) },
      },
    });
  }
  const details = { hosts: config.hosts.length, vms: config.vms.length };
  await recordAudit(tx, ctx.actor, now, {
    action: SEED_ACTION,
    target: demo.name,
    targetId: cluster.id,
    details,
    event: {
      topic: 'cluster',
      code: 'added',
      clusterId: cluster.id,
      subject: {},
      facts: { cluster: demo.name },
    },
  });
}

async function seedHosts(tx: Transaction, demo: DemoCluster, config: SimulatorConfig, clusterId: string) {
  const rows = await tx.host.createManyAndReturn({
    data: config.hosts.map((host) => ({
      clusterId,
      name: host.name,
      uri: `simulator://${demo.name}/${host.name}`,
      rack: host.rack,
    })),
    select: { id: true, name: true },
  });
  await tx.policy.createMany({
    data: rows.flatMap(({ id, name }) => {
      const reserve = demo.reserves[name];
      if (!reserve) return [];
      const patch = { reserveCores: reserve.cores, reserveMemoryMiB: reserve.memoryMiB };
      return { scope: 'host' as const, hostId: id, patch };
    }),
  });
  return new Map(rows.map((row) => [row.name, row.id]));
}

async function seedVms(
  tx: Transaction,
  demo: DemoCluster,
  config: SimulatorConfig,
  clusterId: string,
  hostIds: Map<string, string>,
  seenAt: Date,
) {
  const rows = await tx.vm.createManyAndReturn({
    data: config.vms.map((vm) => ({
      clusterId,
      uuid: vm.uuid,
      name: vm.name,
      hostId: idOf(hostIds, vm.host),
      state: vm.state,
      vcpus: vm.vcpus,
      memoryMiB: vm.memoryMiB,
      automation: demo.automation[vm.name] ?? 'inherit',
      seenAt,
    })),
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.name, row.id]));
}

/** The demo's own data must be consistent: an unknown name is a bug. */
function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name);
  if (!id) throw new Error(`the simulated data centre names ${name}, which it does not have`);
  return id;
}
