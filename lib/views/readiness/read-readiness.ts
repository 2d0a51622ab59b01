import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockColumns, clockOf, type NotReady } from '../../model/cluster-clock.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import { TEST_GUEST_PREFIX } from '../../model/inspection.ts';
import { isId } from '../../model/is-id.ts';
import type { ReadinessReport, TestMigrationState } from '../../model/readiness.ts';
import type { Context } from '../../services/context.ts';

/** Small VMs are offered for a test first. */
const VMS_OFFERED = 30;

/** The last test migration of a cluster. */
export interface ShownTest {
  vm: string | null; // null: a guest that was not started yet
  from: string;
  to: string;
  state: TestMigrationState;
  code: string | null;
  facts: Facts;
  at: Date;
  by: string;
  jobs: { id: string; number: number; pauseMs: number | null }[]; // out, then back
  staysOn: string | null; // the host that a VM of somebody stays on although its test has ended
}

export interface ReadinessPage {
  cluster: { id: string; name: string; hosts: number; rules: number; notReady: NotReady | null };
  now: Date;
  report: ReadinessReport | null;
  reportedAt: Date | null;
  check: 'never' | 'asked' | 'checking' | 'done';
  failure: { code: string; facts: Facts } | null;
  test: ShownTest | null;
  canStartGuest: boolean;
  hosts: { id: string; name: string }[];
  vms: { id: string; name: string; hostId: string; host: string; memoryMiB: number }[]; // running, smallest first
}

/** What is known of the readiness of a cluster, and what a test migration needs. Throws `cluster-not-found`. */
export async function readReadiness({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<ReadinessPage> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  const { db } = ctx;
  const cluster = isId(clusterId)
    ? await db.cluster.findUnique({
        where: { id: clusterId },
        select: {
          id: true,
          name: true,
          driver: true,
          ...clockColumns,
          hosts: { select: { id: true, name: true, connection: true, mode: true }, orderBy: { name: 'asc' } },
          _count: { select: { rules: true } },
        },
      })
    : null;
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const [readiness, test, vms] = await Promise.all([
    db.readiness.findUnique({ where: { clusterId } }),
    db.testMigration.findFirst({ where: { clusterId }, orderBy: { createdAt: 'desc' } }),
    db.vm.findMany({
      where: {
        clusterId,
        state: 'running',
        missingSince: null,
        name: { not: { startsWith: TEST_GUEST_PREFIX } },
      },
      select: { id: true, name: true, hostId: true, memoryMiB: true, host: { select: { name: true } } },
      orderBy: [{ memoryMiB: 'asc' }, { name: 'asc' }],
      take: VMS_OFFERED,
    }),
  ]);
  const clock = clockOf(cluster, ctx.clock.now());
  const { code = null, facts = null } = readiness ?? {};
  return {
    cluster: {
      id: cluster.id,
      name: cluster.name,
      hosts: cluster.hosts.length,
      rules: cluster._count.rules,
      notReady: clock.notReady,
    },
    now: clock.now,
    report: readiness?.report ?? null,
    reportedAt: readiness?.reportedAt ?? null,
    check: stateOf(readiness),
    failure: code === null ? null : { code, facts: facts ?? {} },
    test: test && (await viewTest(ctx, test)),
    canStartGuest: descriptorOf(cluster.driver).abilities.testGuest,
    hosts: cluster.hosts
      .filter(({ connection, mode }) => connection === 'up' && mode === 'active')
      .map(({ id, name }) => ({ id, name })),
    vms: vms.map(({ host, ...vm }) => ({ ...vm, host: host.name })),
  };
}

function stateOf(row: { startedAt: Date | null; endedAt: Date | null } | null): ReadinessPage['check'] {
  if (row === null) return 'never';
  if (row.endedAt !== null) return 'done';
  return row.startedAt === null ? 'asked' : 'checking';
}

type TestRow = NonNullable<Awaited<ReturnType<Context['db']['testMigration']['findFirst']>>>;

async function viewTest({ db }: Context, test: TestRow): Promise<ShownTest> {
  const runs = await db.run.findMany({
    where: { id: { in: [test.outRunId, test.backRunId].filter((id) => id !== null) } },
    select: { id: true, number: true, moves: { select: { downtimeMs: true } } },
    orderBy: { number: 'asc' },
  });
  const vm =
    test.vmId === null || test.isGuest || test.finishedAt === null
      ? null
      : await db.vm.findUnique({ where: { id: test.vmId }, select: { host: true } });
  return {
    vm: test.isGuest && test.state === 'asked' ? null : test.vmName,
    from: test.fromHostName,
    to: test.toHostName,
    state: test.state,
    code: test.code,
    facts: test.facts ?? {},
    at: test.createdAt,
    by: test.requestedBy,
    jobs: runs.map(({ id, number, moves }) => ({ id, number, pauseMs: moves[0]?.downtimeMs ?? null })),
    staysOn: test.state === 'failed' && vm?.host.id === test.toHostId ? vm.host.name : null,
  };
}
