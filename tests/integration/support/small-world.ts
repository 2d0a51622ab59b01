import { beforeEach } from 'vitest';
import { ensurePartitions } from '../../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../../lib/db/samples.ts';
import { makeContext, personWith, TestClock } from './context.ts';
import { withTestDatabase } from './database.ts';
import { unknownHostMeasures, unknownVmMeasures } from './unknown-measures.ts';

export const database = withTestDatabase();
export const clock = new TestClock();
export const now = clock.now();
export const MINUTE_MS = 60_000;
export const ago = (minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS);
export const ctx = () => makeContext(database.db, { clock, actor: personWith('viewer') });

export const size = { cpuCores: 16, coreMhz: 2000, memoryMiB: 65_536, migrationMbps: 10_000 };
export const reachable = { connection: 'up', lastSampleAt: ago(0.1) } as const;

/** kvm-01 is over its CPU threshold, kvm-02 has free memory, and kvm-03 has sent no sample for six minutes. */
export async function seed() {
  const { db } = database;
  await db.cluster.deleteMany();
  const cluster = await db.cluster.create({
    data: { name: 'prod', driver: 'simulator' },
  });
  const host = (name: string, data: object) =>
    db.host.create({ data: { clusterId: cluster.id, name, uri: `simulator://${name}`, ...size, ...data } });
  const busy = await host('kvm-01', {
    ...reachable,
    cpuUse: 0.9,
    memoryUsedMiB: 32_768,
    cpuLoad: 0.94,
    memoryLoad: 0.5,
    overloadedSince: ago(22),
  });
  const idle = await host('kvm-02', { ...reachable, cpuUse: 0.2, cpuLoad: 0.22, memoryLoad: 0.24 });
  const silent = await host('kvm-03', {
    connection: 'up',
    lastSampleAt: ago(6),
    cpuUse: 0.5,
    cpuLoad: 0.47,
    memoryLoad: 0.61,
    overloadedSince: ago(60),
    lastError: { code: 'host-unreachable', facts: {} },
  });
  const vm = (name: string, data: object) =>
    db.vm.create({
      data: {
        clusterId: cluster.id,
        uuid: name,
        name,
        hostId: busy.id,
        state: 'running',
        seenAt: ago(0.1),
        vcpus: 4,
        memoryMiB: 8192,
        demandCores: 2,
        demandMemoryMiB: 6000,
        cores: 3,
        dirtyMiBps: 20,
        workingSetMiB: 200,
        ...data,
      },
    });
  const db01 = await vm('db-01', { lastMigratedAt: ago(10) });
  const web = await vm('web-01', { automation: 'excluded' });
  const twin = await vm('twin-01', { hostId: idle.id, duplicateHostId: busy.id });
  await db.rule.create({
    data: {
      clusterId: cluster.id,
      name: 'Not on kvm-02',
      kind: 'notOnHosts',
      mode: 'must',
      vms: { create: [{ vmId: web.id }] },
      hosts: { create: [{ hostId: idle.id }] },
    },
  });
  return { cluster, busy, idle, silent, db01, web, twin };
}
export type World = Awaited<ReturnType<typeof seed>>;

export async function sample(world: World, minutesAgo: number, cpuUse: number): Promise<void> {
  const of = { host: { hostId: world.busy.id }, vm: { vmId: world.db01.id } };
  const host = { ...unknownHostMeasures, cpuUse, memoryUsedMiB: 32_768, cpuLoad: 0.9, memoryLoad: 0.5 };
  const vm = { ...unknownVmMeasures, cores: 2, memoryUsedMiB: 6000, dirtyMiBps: 20 };
  await ensurePartitions(database.db, ago(minutesAgo), ago(minutesAgo));
  await insertSamples(database.db, ago(minutesAgo), {
    hosts: [{ ...host, ...of.host }],
    vms: [{ ...vm, ...of.vm }],
    cluster: { clusterId: world.cluster.id, spread: cpuUse, peak: 1.5, overloadedHosts: 1, starvedVms: 2 },
  });
}

export let world: World;
beforeEach(async () => {
  await database.db.$executeRawUnsafe(
    'TRUNCATE samples.host_sample, samples.vm_sample, samples.cluster_sample',
  );
  world = await seed();
});

/** A job with one migration of db-01 from kvm-01 to kvm-02. */
export async function addJob(move: object, run: object = {}) {
  const { cluster, busy, idle, db01 } = world;
  const who = { clusterId: cluster.id, kind: 'migrate', requestedBy: 'Ann', createdAt: ago(30) } as const;
  const plan = await database.db.plan.create({
    data: {
      ...who,
      state: 'approved',
      snapshot: {},
      policy: {},
      before: {},
      after: {},
      complete: true,
      rejections: [],
      planningMs: 1,
      takenAt: ago(30),
      confirmedAt: ago(30),
      decidedAt: ago(30),
      decidedBy: 'Ann',
    },
  });
  const started = await database.db.run.create({
    data: { ...who, planId: plan.id, state: 'running', startedAt: ago(30), ...run },
  });
  await database.db.move.create({
    data: {
      planId: plan.id,
      runId: started.id,
      vmId: db01.id,
      vmUuid: db01.uuid,
      vmName: db01.name,
      sequence: 0,
      wave: 1,
      kind: 'live',
      fromHostId: busy.id,
      fromHostName: 'kvm-01',
      toHostId: idle.id,
      toHostName: 'kvm-02',
      memoryMiB: 8192,
      reason: {},
      after: {},
      predictedSeconds: 10,
      predictedDowntimeMs: 100,
      startedAt: ago(30),
      ...move,
    },
  });
  return started;
}
