import { clusterPolicy, vmPolicies, withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import type { DriverKind } from '../../model/driver-traits.ts';
import { BallastError, type Facts } from '../../model/errors.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { HostSign, OutageVerdict } from '../../model/host-sign.ts';
import { isId } from '../../model/is-id.ts';
import type { RestartMode, RestartPriority } from '../../model/policy-fields.ts';
import type { VmState } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';
import { previewRestart } from '../../services/orders/restart-host.ts';
import { fencesFor } from '../../services/outages/commands-for.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { viewHost } from '../shared/host-view.ts';
import { keepOwnReasons } from '../shared/keep-own-reasons.ts';

/** What is known of a host that does not answer. */
export interface OutageView {
  since: Date;
  verdict: OutageVerdict;
  signs: HostSign[];
  signsAt: Date | null; // null: nobody was asked yet
  off: { proof: 'person' | 'fence' | 'manager'; at: Date; by: string } | null;
  fence: {
    name: string;
    askedAt: Date;
    askedBy: string;
    endedAt: Date | null;
    message: string | null;
  } | null;
}

/** A VM that was on the host when it last answered. What it does now is not known. */
export interface OutageVm {
  id: string;
  name: string;
  lastState: VmState;
  memoryMiB: number;
  priority: RestartPriority;
  isAutostart: boolean; // its host starts it again when it boots
  to: string | null; // where it would start; null: nowhere, or it was stopped
  wave: number | null;
  reasons: RejectionGroup[]; // why it would not start
}

/** A host that does not answer, and the plan that would start its VMs elsewhere. */
export interface OutagePage {
  host: { id: string; name: string; mode: HostMode; connection: Connection };
  cluster: { id: string; name: string; notReady: NotReady | null; now: Date };
  outage: OutageView | null; // null: it answers, or never did
  vms: OutageVm[]; // those to start first
  starts: number;
  left: number; // running ones without a place
  restartMode: RestartMode;
  isAble: boolean; // the driver can start VMs of a dead host
  kind: DriverKind;
  runId: string | null; // the job that starts them
  fences: { name: string; description: string }[];
  fencesError: { code: string; facts: Facts } | null; // why the file of commands is not used
}

/** What a page shows of a host that does not answer. Throws `host-not-found`. */
export async function readOutage({
  ctx,
  input,
}: {
  ctx: Context;
  input: { hostId: string };
}): Promise<OutagePage> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const host = await findHost(ctx, input.hostId);
  const { cluster } = host;
  assertAllowed(ctx.actor, 'read', { clusterId: cluster.id });
  const clock = clockOf(cluster, ctx.clock.now());
  const isSeen = host.cpuCores !== null;
  const [preview, run] = await Promise.all([
    isSeen ? previewRestart({ ctx: { ...ctx, clock: { now: () => clock.now } }, input }) : null,
    ctx.db.run.findFirst({
      where: {
        kind: 'restart',
        state: { in: ['waiting', 'running'] },
        moves: { some: { fromHostId: host.id } },
      },
      select: { id: true },
    }),
  ]);
  const vms = viewVms(host, preview);
  return {
    host: {
      id: host.id,
      name: host.name,
      mode: host.mode,
      connection: viewHost(host, clock, host.vms.length).connection,
    },
    cluster: { id: cluster.id, name: cluster.name, notReady: clock.notReady, now: clock.now },
    outage: viewOutage(host.outages[0]),
    vms,
    starts: vms.filter(({ to }) => to !== null).length,
    left: vms.filter(({ to, lastState }) => to === null && lastState !== 'stopped').length,
    restartMode: clusterPolicy(cluster).values.restartMode,
    isAble: descriptorOf(cluster.driver).abilities.restart,
    kind: cluster.driver,
    runId: run?.id ?? null,
    ...readFences(ctx, host.name),
  };
}

async function findHost(ctx: Context, hostId: string) {
  const host = isId(hostId)
    ? await ctx.db.host.findUnique({
        where: { id: hostId },
        include: {
          cluster: { include: withPolicy },
          outages: { where: { endedAt: null }, take: 1 },
          vms: { where: { missingSince: null }, orderBy: { name: 'asc' }, include: withOwnPolicy },
        },
      })
    : null;
  if (host) return host;
  throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
}

type FoundHost = Awaited<ReturnType<typeof findHost>>;

function viewOutage(row: FoundHost['outages'][number] | undefined): OutageView | null {
  if (!row) return null;
  const { since, verdict, signs, signsAt, offProof, offAt, offBy, fenceName, fenceAskedAt, fenceAskedBy } =
    row;
  return {
    since,
    verdict,
    signs,
    signsAt,
    off: offProof && offAt && offBy !== null ? { proof: offProof, at: offAt, by: offBy } : null,
    fence:
      fenceName !== null && fenceAskedAt && fenceAskedBy !== null
        ? {
            name: fenceName,
            askedAt: fenceAskedAt,
            askedBy: fenceAskedBy,
            endedAt: row.fenceEndedAt,
            message: row.fenceMessage,
          }
        : null,
  };
}

function viewVms(
  { vms, cluster }: FoundHost,
  preview: Awaited<ReturnType<typeof previewRestart>> | null,
): OutageVm[] {
  const policyOf = vmPolicies(cluster);
  const moves = new Map(preview?.plan.moves.map((move) => [move.vmId, move]));
  const names = new Map(preview?.snapshot.hosts.map(({ id, name }) => [id, name ?? id]));
  const shown = vms.map((vm): OutageVm => {
    const move = moves.get(vm.id);
    const own = preview?.plan.rejections.filter(({ vmId }) => vmId === vm.id) ?? [];
    return {
      id: vm.id,
      name: vm.name,
      lastState: vm.state,
      memoryMiB: vm.memoryMiB,
      priority: policyOf(vm).values.restartPriority,
      isAutostart: vm.isAutostart,
      to: move ? (names.get(move.toHostId) ?? move.toHostId) : null,
      wave: move?.wave ?? null,
      reasons: preview ? keepOwnReasons(groupRejections(own, preview.snapshot)) : [],
    };
  });
  return shown.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Those that start, in their order; then those that cannot; then those that were stopped. */
function rankOf({ wave, lastState }: OutageVm): number {
  if (wave !== null) return wave;
  return lastState === 'stopped' ? Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER - 1;
}

function readFences(ctx: Context, name: string): Pick<OutagePage, 'fences' | 'fencesError'> {
  try {
    const fences = fencesFor(ctx, name).map(({ name: fence, description }) => ({ name: fence, description }));
    return { fences, fencesError: null };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { fences: [], fencesError: { code: error.code, facts: error.facts } };
  }
}
