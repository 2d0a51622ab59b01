import { beforeEach, describe, expect, test } from 'vitest';
import { ensurePartitions, insertSamples } from '../../lib/db/samples.ts';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readFrame } from '../../lib/views/frame/read-frame.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const clock = new TestClock();
const now = clock.now();
const MINUTE_MS = 60_000;
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS);
const ctx = () => makeContext(database.db, { clock, actor: personWith('viewer') });

const size = { cpuCores: 16, coreMhz: 2000, memoryMiB: 65_536, migrationMbps: 10_000 };
const heard = { connection: 'up', lastSampleAt: ago(0.1) } as const;

/** kvm-01 is over its CPU threshold, kvm-02 has room, kvm-03 has sent nothing for six minutes. */
async function seed() {
  const { db } = database;
  await db.cluster.deleteMany();
  const cluster = await db.cluster.create({
    data: { name: 'prod', driver: 'simulator' },
  });
  const host = (name: string, data: object) =>
    db.host.create({ data: { clusterId: cluster.id, name, uri: `simulator://${name}`, ...size, ...data } });
  const busy = await host('kvm-01', {
    ...heard,
    ...{ cpuUse: 0.9, memoryUsedMiB: 32_768, cpuLoad: 0.94, memoryLoad: 0.5 },
    overloadedSince: ago(22),
  });
  const roomy = await host('kvm-02', { ...heard, cpuUse: 0.2, cpuLoad: 0.22, memoryLoad: 0.24 });
  const silent = await host('kvm-03', {
    ...{ connection: 'up', lastSampleAt: ago(6), cpuUse: 0.5, cpuLoad: 0.47, memoryLoad: 0.61 },
    overloadedSince: ago(60),
    lastError: { code: 'host-unreachable', facts: {} },
  });
  const vm = (name: string, data: object) =>
    db.vm.create({
      data: {
        ...{ clusterId: cluster.id, uuid: name, name, hostId: busy.id, state: 'running', seenAt: ago(0.1) },
        ...{ vcpus: 4, memoryMiB: 8192, demandCores: 2, demandMemoryMiB: 6000, cores: 3 },
        ...{ dirtyMiBps: 20, workingSetMiB: 200, ...data },
      },
    });
  const db01 = await vm('db-01', { lastMigratedAt: ago(10) });
  const web = await vm('web-01', { automation: 'excluded' });
  const twin = await vm('twin-01', { hostId: roomy.id, duplicateHostId: busy.id });
  await db.rule.create({
    data: {
      ...{ clusterId: cluster.id, name: 'Not on kvm-02', kind: 'notOnHosts', mode: 'must' },
      vms: { create: [{ vmId: web.id }] },
      hosts: { create: [{ hostId: roomy.id }] },
    },
  });
  return { cluster, busy, roomy, silent, db01, web, twin };
}
type World = Awaited<ReturnType<typeof seed>>;

async function sample(world: World, minutesAgo: number, cpuUse: number): Promise<void> {
  await insertSamples(database.db, ago(minutesAgo), {
    hosts: [{ hostId: world.busy.id, cpuUse, memoryUsedMiB: 32_768, cpuLoad: 0.9, memoryLoad: 0.5 }],
    vms: [{ vmId: world.db01.id, cores: 2, memoryUsedMiB: 6000, dirtyMiBps: 20 }],
    cluster: { clusterId: world.cluster.id, spread: cpuUse, peak: 1.5, overloadedHosts: 1 },
  });
}

let world: World;
beforeEach(async () => {
  await ensurePartitions(database.db, ago(3 * 1440), ago(-1440));
  await database.db.$executeRawUnsafe(
    'TRUNCATE samples.host_sample, samples.vm_sample, samples.cluster_sample',
  );
  world = await seed();
});

/** A job with one migration of db-01 from kvm-01 to kvm-02. */
async function addJob(move: object, run: object = {}) {
  const { cluster, busy, roomy, db01 } = world;
  const who = { clusterId: cluster.id, kind: 'migrate', requestedBy: 'Ann', createdAt: ago(30) } as const;
  const plan = await database.db.plan.create({
    data: {
      ...{ ...who, state: 'approved', snapshot: {}, policy: {}, before: {}, after: {}, complete: true },
      ...{ rejections: [], planningMs: 1, takenAt: ago(30), confirmedAt: ago(30) },
      ...{ decidedAt: ago(30), decidedBy: 'Ann' },
    },
  });
  const started = await database.db.run.create({
    data: { ...who, planId: plan.id, state: 'running', startedAt: ago(30), ...run },
  });
  await database.db.move.create({
    data: {
      ...{ planId: plan.id, runId: started.id, vmId: db01.id, vmUuid: db01.uuid, vmName: db01.name },
      ...{ sequence: 0, wave: 1, kind: 'live', fromHostId: busy.id, fromHostName: 'kvm-01' },
      ...{ toHostId: roomy.id, toHostName: 'kvm-02', memoryMiB: 8192, reason: {}, after: {} },
      ...{ predictedSeconds: 10, predictedDowntimeMs: 100, startedAt: ago(30), ...move },
    },
  });
  return started;
}

describe('readFrame', () => {
  test('shows loads of hosts that answer, and none of one that has fallen silent', async () => {
    const frame = await readFrame({ ctx: ctx() });
    const [cluster] = frame.clusters;
    expect(
      cluster?.hosts.map(({ name, connection, cpuPercent, vmCount }) => [
        name,
        connection,
        cpuPercent,
        vmCount,
      ]),
    ).toEqual([
      ['kvm-01', 'up', 94, 2],
      ['kvm-02', 'up', 22, 1],
      ['kvm-03', 'unknown', null, 0],
    ]);
    expect(cluster?.hosts[2]).toMatchObject({ lastCpuPercent: 47, overloadedSince: null });
    expect(frame.updatedAt).toEqual(ago(0.1));
  });

  test('counts jobs under way with their progress, and failures of the day in the zone of the viewer', async () => {
    await addJob({ state: 'migrating', progressPercent: 40, startedAt: ago(1) });
    await addJob({ state: 'pending', startedAt: null }, { state: 'waiting' });
    // 08:30 UTC of the 23rd: still the 22nd in Hawaii
    await addJob(
      { state: 'failed', code: 'host-unreachable', finishedAt: ago(30) },
      { state: 'failed', finishedAt: ago(30) },
    );
    const frame = await readFrame({ ctx: ctx(), input: { timeZone: 'Asia/Tokyo' } });
    expect(frame.jobs).toMatchObject([
      { kind: 'migrate', subject: 'db-01', movesDone: 0, movesAll: 1, percent: 40, remainingMs: 90_000 },
    ]);
    expect(frame).toMatchObject({ queuedJobs: 1, failedToday: 1 });
    clock.pass(86_400);
    expect((await readFrame({ ctx: ctx(), input: { timeZone: 'Asia/Tokyo' } })).failedToday).toBe(0);
    clock.pass(-86_400);
  });
});

describe('readOverview', () => {
  test('measured use is an even series in which what was not measured is a gap', async () => {
    for (const minute of [58, 57, 40, 2, 1]) await sample(world, minute, 0.5);
    const { clusters } = await readOverview({ ctx: ctx() });
    const use = clusters[0]?.hosts[0]?.use;
    expect(use?.at).toHaveLength(60);
    expect(use?.cpuPercent.filter((percent) => percent !== null)).toEqual([50, 50, 50, 50, 50]);
    expect(use?.cpuPercent.at(-1)).toBe(50);
    expect(use?.memoryPercent.at(-1)).toBe(50);
    expect(clusters[0]?.hosts[1]?.use.cpuPercent.every((percent) => percent === null)).toBe(true);
    expect(clusters[0]).toMatchObject({ spread: 0.5, vmCount: 3, notReady: null });
  });

  test('says what waits for a person, the most pressing first', async () => {
    await addJob(
      { state: 'failed', code: 'destination-lost', facts: {}, finishedAt: ago(29) },
      { state: 'failed', finishedAt: ago(29) },
    );
    const { needs } = await readOverview({ ctx: ctx() });
    expect(needs.map((need) => need.kind)).toEqual(['two-copies', 'overload', 'silent-host', 'move']);
    expect(needs[0]).toMatchObject({ vm: 'twin-01', hosts: ['kvm-02', 'kvm-01'] });
    expect(needs[2]).toMatchObject({ host: { name: 'kvm-03' }, error: { code: 'host-unreachable' } });
    expect(needs[3]).toMatchObject({ vm: 'db-01', from: 'kvm-01', code: 'destination-lost' });
  });

  test('a failure is forgotten once the VM has moved well', async () => {
    await addJob(
      { state: 'failed', code: 'vm-busy', finishedAt: ago(29) },
      { state: 'failed', finishedAt: ago(29) },
    );
    await addJob(
      { state: 'done', startedAt: ago(20), finishedAt: ago(19), durationMs: 12_000, downtimeMs: 90 },
      { state: 'succeeded', finishedAt: ago(19) },
    );
    const { needs, day } = await readOverview({ ctx: ctx() });
    expect(needs.some((need) => need.kind === 'move')).toBe(false);
    expect(day).toMatchObject({ counts: { done: 1, failed: 1 }, medianMs: 12_000, pauseP95Ms: 90 });
    expect(day.hours).toHaveLength(24);
    expect(day.hours.at(-2)?.counts).toMatchObject({ done: 1, failed: 1 });
  });

  test('a VM that arrived without all that belongs to it waits for a person, until it moves well', async () => {
    const lost = { code: 'autostart-lost', facts: {}, finishedAt: ago(29), startedAt: ago(29) };
    await addJob({ state: 'done', ...lost }, { state: 'succeeded', finishedAt: ago(29) });
    const moves = async () =>
      (await readOverview({ ctx: ctx() })).needs.filter((need) => need.kind === 'move');
    expect(await moves()).toMatchObject([{ vm: 'db-01', state: 'done', code: 'autostart-lost' }]);
    await addJob(
      { state: 'done', startedAt: ago(20), finishedAt: ago(19) },
      { state: 'succeeded', finishedAt: ago(19) },
    );
    expect(await moves()).toEqual([]);
  });

  test('a suggestion stands for the overload that it relieves', async () => {
    const { cluster, busy, roomy, db01 } = world;
    const overload = {
      code: 'cpu-overload',
      facts: { host: 'kvm-01', nowPercent: 94, sourceAfterPercent: 71 },
    };
    const figures = (spread: number) => ({ spread, peak: 1, overloadedHosts: 1 });
    await database.db.plan.create({
      data: {
        ...{ clusterId: cluster.id, kind: 'balance', state: 'suggested', snapshot: {}, policy: {} },
        ...{ before: figures(0.2), after: figures(0.12), complete: true, rejections: [], planningMs: 1 },
        ...{ requestedBy: 'worker', takenAt: now, createdAt: now, confirmedAt: now },
        expiresAt: ago(-8),
        moves: {
          create: {
            ...{ vmId: db01.id, vmUuid: db01.uuid, vmName: db01.name, sequence: 0, wave: 1, kind: 'live' },
            ...{ fromHostId: busy.id, fromHostName: 'kvm-01', toHostId: roomy.id, toHostName: 'kvm-02' },
            ...{ memoryMiB: 8192, reason: overload, predictedSeconds: 9, predictedDowntimeMs: 80, after: {} },
          },
        },
      },
    });
    const { needs } = await readOverview({ ctx: ctx() });
    expect(needs.map((need) => need.kind)).toEqual(['two-copies', 'suggestion', 'silent-host']);
    expect(needs[1]).toMatchObject({
      aim: { code: 'cpu-overload', host: 'kvm-01', beforePercent: 94, afterPercent: 71 },
      ...{ moves: 1, spreadBefore: 0.2, spreadAfter: 0.12, seconds: 9 },
    });
  });

  test('while a cluster lives through its past, its figures are those of that moment and nothing waits', async () => {
    await database.db.cluster.update({
      where: { id: world.cluster.id },
      data: { livedUntil: ago(1440), liveUntil: ago(1) },
    });
    await database.db.host.updateMany({ data: { lastSampleAt: ago(1444) } });
    const { clusters, needs } = await readOverview({ ctx: ctx() });
    expect(clusters[0]).toMatchObject({ notReady: 'cluster-in-past', now: ago(1440) });
    expect(clusters[0]?.hosts.map((host) => host.connection)).toEqual(['up', 'up', 'up']);
    expect(needs).toEqual([]);
  });

  test('what a past has lived since it was noted is ahead of its moment, and is not unknown for that', async () => {
    const data = { livedUntil: ago(1440), liveUntil: ago(1) };
    await database.db.cluster.update({ where: { id: world.cluster.id }, data });
    await database.db.host.updateMany({ data: { lastSampleAt: ago(1390) } });
    const { clusters } = await readOverview({ ctx: ctx() });
    expect(clusters[0]?.hosts.map((host) => host.connection)).toEqual(['up', 'up', 'up']);
    await database.db.host.updateMany({ data: { lastSampleAt: ago(1460) } });
    const silent = await readOverview({ ctx: ctx() });
    expect(silent.clusters[0]?.hosts.map((host) => host.connection)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

test('readCluster names what its rules are about', async () => {
  const cluster = await readCluster({ ctx: ctx(), input: { clusterId: world.cluster.id } });
  expect(cluster.rules).toMatchObject([
    { name: 'Not on kvm-02', kind: 'notOnHosts', vms: [{ name: 'web-01' }], hosts: [{ name: 'kvm-02' }] },
  ]);
  await expect(readCluster({ ctx: ctx(), input: { clusterId: 'prod' } })).rejects.toMatchObject({
    code: 'cluster-not-found',
  });
});

describe('readHost', () => {
  const read = (hostId: string, range: '1h' | '24h' | '7d' = '24h') =>
    readHost({ ctx: ctx(), input: { hostId, range } });

  test('says of each VM how it would leave, or why it stays', async () => {
    const { vms } = await read(world.busy.id);
    expect(vms.map((vm) => [vm.name, vm.hold])).toEqual([
      ['db-01', { code: 'cool-down', secondsLeft: 3000 }],
      ['web-01', { code: 'excluded' }],
    ]);
    expect(vms[0]).toMatchObject({ cpuPercent: 75, cores: 3 });
    expect(vms[0]?.forecast?.seconds).toBeGreaterThan(1);
  });

  test('names what ties a VM to its host, and who else manages one', async () => {
    const { db } = database;
    const tie = (kind: string, blocks: string[]) => ({ kind, name: `a ${kind}`, blocks });
    const every = ['live', 'quick', 'offline'];
    const change = (vm: { id: string }, data: object) => db.vm.update({ where: { id: vm.id }, data });
    await change(world.db01, { ties: [tie('tpm', ['offline']), tie('snapshots', every)] });
    await change(world.web, { managedBy: 'oVirt' });
    const holds = async () => (await read(world.busy.id)).vms.map(({ hold }) => hold);
    expect(await holds()).toEqual([
      { code: 'tied', by: 'snapshots' },
      { code: 'managed', manager: 'oVirt' },
    ]);
    await change(world.db01, { ties: [tie('tpm', ['offline'])], state: 'stopped', lastMigratedAt: null });
    await change(world.web, { managedBy: null, ties: [tie('feature', ['live', 'quick'])] });
    expect(await holds()).toEqual([
      { code: 'only-running', by: 'tpm' },
      { code: 'only-stopped', by: 'feature' },
    ]);
    // each in the state that it may leave in
    await change(world.db01, { state: 'running' });
    await change(world.web, { state: 'stopped', automation: 'inherit' });
    expect(await holds()).toEqual([null, null]);
    await change(world.web, { ties: [], localDevices: ['pci-0000:41:00.0'] });
    expect((await holds())[1]).toEqual({ code: 'tied', by: 'host-device' });
  });

  test('puts refusals of one destination and cause together', async () => {
    const { cluster, busy, roomy, db01, web, twin } = world;
    const refusal = (vmId: string | null, code: string, more: object = {}) =>
      database.db.refusal.create({
        data: {
          ...{ clusterId: cluster.id, vmId, toHostId: roomy.id, code, scope: 'pair', facts: {} },
          ...{ basis: {}, at: ago(5), ...more },
        },
      });
    await refusal(db01.id, 'cpu-incompatible');
    await refusal(web.id, 'cpu-incompatible', { at: ago(2) });
    await refusal(web.id, 'storage-unsafe', { at: ago(3) });
    await refusal(null, 'destination-unreachable', { fromHostId: busy.id, scope: 'host', at: ago(4) });
    await refusal(twin.id, 'vm-not-movable', { toHostId: null, scope: 'vm' });
    await refusal(twin.id, 'vm-busy', { scope: 'moment', expiresAt: ago(1) }); // over
    const told = ({ refusals }: { refusals: Awaited<ReturnType<typeof read>>['refusals'] }) =>
      refusals.map((group) => [
        group.code,
        group.from,
        group.to?.name ?? null,
        group.refusals.map(({ vm }) => vm?.name ?? null),
      ]);
    const ofBusy = [
      ['cpu-incompatible', null, 'kvm-02', ['web-01', 'db-01']],
      ['storage-unsafe', null, 'kvm-02', ['web-01']],
      ['destination-unreachable', 'kvm-01', 'kvm-02', [null]],
    ];
    expect(told(await read(busy.id))).toEqual(ofBusy);
    expect(told(await read(roomy.id))).toEqual([...ofBusy, ['vm-not-movable', null, null, ['twin-01']]]);
    expect(told(await read(world.silent.id))).toEqual([]);
  });

  test('marks the VMs that came and left, and averages in buckets', async () => {
    await sample(world, 65, 0.4);
    await sample(world, 64, 0.6);
    await addJob(
      { state: 'done', startedAt: ago(30), finishedAt: ago(29) },
      { state: 'succeeded', finishedAt: ago(29) },
    );
    const { chart } = await read(world.busy.id);
    const known = chart.points.filter((point) => point.cpuPercent !== null);
    expect(known).toHaveLength(1);
    expect(known[0]?.cpuPercent).toBeCloseTo(50);
    expect(chart.moves).toMatchObject([{ vm: 'db-01', direction: 'out', at: ago(29).getTime() }]);
    expect((await read(world.roomy.id)).chart.moves).toMatchObject([{ direction: 'in' }]);
    expect((await read(world.busy.id, '7d')).chart.stepMs).toBe(3_600_000);
  });

  test('a host that is not there is said so, whatever the address', async () => {
    await expect(read('kvm-01')).rejects.toMatchObject({ code: 'host-not-found' });
  });
});

describe('readVmPanel', () => {
  test('rates the other hosts, and says why one is none', async () => {
    const panel = await readVmPanel({ ctx: ctx(), input: { vmId: world.web.id, hostId: world.busy.id } });
    expect(panel?.rules).toMatchObject([{ kind: 'notOnHosts', otherVms: [], hosts: ['kvm-02'] }]);
    const why = panel?.destinations?.map(({ name, stars, rejection }) => [name, stars, rejection?.code]);
    expect(why?.sort()).toEqual([
      ['kvm-02', 0, 'not-on-host'],
      ['kvm-03', 0, 'host-not-online'],
    ]);
  });

  test('says how the VM can move, what forbids the rest, who manages it and what it needs', async () => {
    await database.db.vm.update({
      where: { id: world.web.id },
      data: {
        ties: [{ kind: 'tpm', name: 'emulated TPM', blocks: ['offline'] }],
        ...{ hostCpus: [0, 1], hugePageKiB: 2048, isPersistent: false, isAutostart: true },
      },
    });
    const read = () => readVmPanel({ ctx: ctx(), input: { vmId: world.web.id, hostId: world.busy.id } });
    expect(await read()).toMatchObject({
      moves: {
        way: 'running',
        obstacles: [{ code: 'tpm', facts: { name: 'emulated TPM' }, kinds: ['offline'] }],
      },
      needs: { hostCpus: [0, 1], hugePageKiB: 2048, numaNodes: [] },
      ...{ managedBy: null, isPersistent: false, isAutostart: true },
    });
    await database.db.vm.update({ where: { id: world.web.id }, data: { managedBy: 'OpenNebula' } });
    expect(await read()).toMatchObject({
      managedBy: 'OpenNebula',
      moves: { way: 'none', obstacles: [{ code: 'managed-elsewhere' }, { code: 'tpm' }] },
      destinations: [{ stars: 0 }, { stars: 0 }],
    });
  });

  test('is empty for a VM that has moved away meanwhile', async () => {
    expect(
      await readVmPanel({ ctx: ctx(), input: { vmId: world.web.id, hostId: world.roomy.id } }),
    ).toBeNull();
  });
});
