import { describe, expect, test } from 'vitest';
import { readFrame } from '../../lib/views/frame/read-frame.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { addJob, ago, clock, ctx, database, now, sample, world } from './support/small-world.ts';

describe('readFrame', () => {
  test('shows loads of hosts that respond, and none of a host without recent samples', async () => {
    const frame = await readFrame({ ctx: ctx() });
    const [cluster] = frame.clusters;
    expect(
      cluster?.hosts?.map(({ name, connection, cpuPercent, vmCount }) => [
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
    expect(cluster).toMatchObject({ vmCount: 3, needsAttention: true });
    expect(frame.updatedAt).toEqual(ago(0.1));
  });

  test("counts jobs in progress with their progress, and failures of the day in the viewer's time zone", async () => {
    await addJob({ state: 'migrating', progressPercent: 40, startedAt: ago(1) });
    await addJob({ state: 'pending', startedAt: null }, { state: 'waiting' });
    // 08:30 UTC of the 23rd is still the 22nd in Hawaii
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
  test('returns measured use as an even series, with gaps where nothing was measured', async () => {
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

  test('lists what needs attention, the most urgent first', async () => {
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

  test('does not show a failure any more once the VM has moved successfully', async () => {
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

  test('shows a VM that arrived without its autostart as needing attention, until it moves successfully', async () => {
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

  test('shows a suggestion in place of the overload that it relieves', async () => {
    const { cluster, busy, idle, db01 } = world;
    const overload = {
      code: 'cpu-overload',
      facts: { host: 'kvm-01', nowPercent: 94, sourceAfterPercent: 71 },
    };
    const figures = (spread: number) => ({ spread, peak: 1, overloadedHosts: 1 });
    await database.db.plan.create({
      data: {
        clusterId: cluster.id,
        kind: 'balance',
        state: 'suggested',
        snapshot: {},
        policy: {},
        before: figures(0.2),
        after: figures(0.12),
        complete: true,
        rejections: [],
        planningMs: 1,
        requestedBy: 'worker',
        takenAt: now,
        createdAt: now,
        confirmedAt: now,
        expiresAt: ago(-8),
        moves: {
          create: {
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
            reason: overload,
            predictedSeconds: 9,
            predictedDowntimeMs: 80,
            after: {},
          },
        },
      },
    });
    const { needs } = await readOverview({ ctx: ctx() });
    expect(needs.map((need) => need.kind)).toEqual(['two-copies', 'suggestion', 'silent-host']);
    expect(needs[1]).toMatchObject({
      aim: { code: 'cpu-overload', host: 'kvm-01', beforePercent: 94, afterPercent: 71 },
      moves: 1,
      spreadBefore: 0.2,
      spreadAfter: 0.12,
      seconds: 9,
    });
  });

  test('during a backfill, the figures are those of the backfilled time, and nothing needs attention', async () => {
    await database.db.cluster.update({
      where: { id: world.cluster.id },
      data: { backfilledUntil: ago(1440), backfillUntil: ago(1) },
    });
    await database.db.host.updateMany({ data: { lastSampleAt: ago(1444) } });
    const { clusters, needs } = await readOverview({ ctx: ctx() });
    expect(clusters[0]).toMatchObject({ notReady: 'cluster-in-past', now: ago(1440) });
    expect(clusters[0]?.hosts.map((host) => host.connection)).toEqual(['up', 'up', 'up']);
    expect(needs).toEqual([]);
  });

  test('during a backfill, hosts with samples later than the stored progress are up, and hosts with older samples unknown', async () => {
    const data = { backfilledUntil: ago(1440), backfillUntil: ago(1) };
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
