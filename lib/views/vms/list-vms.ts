import { listVmIds } from '../../db/list-vms.ts';
import { assertAllowed } from '../../model/actor.ts';
import { connectionNow, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { isId } from '../../model/is-id.ts';
import type { VmFilter } from '../../model/list-filter.ts';
import { parseCondition } from '../../model/vm.ts';
import type { SteadyHold } from '../../model/vm-hold.ts';
import type { Context } from '../../services/context.ts';
import { balancerFields } from '../../services/planning/snapshot-of.ts';
import { balancerHold, fixedHold } from '../host/view-vm.ts';
import { toDecimals } from '../shared/to-decimals.ts';
import type { VmRow, VmRows } from './vm-rows.ts';

/** The VMs that match a filter, in its order: a part of them from row `from` on. An id that is none finds nothing. */
export async function listVms({
  ctx,
  input,
}: {
  ctx: Context;
  input: { filter: VmFilter; from: number };
}): Promise<VmRows> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { filter, from } = input;
  if ([filter.clusterId, filter.hostId].some((id) => id !== null && !isId(id)))
    return { total: 0, from, rows: [] };
  const { total, ids } = await listVmIds(ctx.db, filter, from);
  const found = await ctx.db.vm.findMany({ where: { id: { in: ids } }, select: rowColumns });
  const byId = new Map(found.map((vm) => [vm.id, viewRow(vm, ctx.clock.now())]));
  return { total, from, rows: ids.flatMap((id) => byId.get(id) ?? []) };
}

const rowColumns = {
  id: true,
  uuid: true,
  name: true,
  state: true,
  condition: true,
  hostId: true,
  vcpus: true,
  memoryMiB: true,
  cores: true,
  dirtyMiBps: true,
  tags: true,
  lastMigratedAt: true,
  automation: true,
  duplicateHostId: true,
  managedBy: true,
  localDevices: true,
  ties: true,
  host: { select: { name: true, connection: true, lastSampleAt: true } },
  cluster: { select: { name: true, balancer: true, ...presentColumns } },
} as const;

type StoredRow = Awaited<ReturnType<typeof findOne>>;
const findOne = (ctx: Context) => ctx.db.vm.findFirstOrThrow({ select: rowColumns });

function viewRow(vm: StoredRow, now: Date): VmRow {
  const isObserved = connectionNow(vm.host, presentOf(vm.cluster, now)) === 'up';
  const cores = isObserved && vm.state === 'running' ? vm.cores : null;
  return {
    id: vm.id,
    name: vm.name,
    state: vm.state,
    condition: parseCondition(vm.condition),
    isObserved,
    hostId: vm.hostId,
    host: vm.host.name,
    cluster: vm.cluster.name,
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    cores: toDecimals(cores),
    cpuPercent: toDecimals(cores === null ? null : (100 * cores) / vm.vcpus),
    dirtyMiBps: toDecimals(vm.dirtyMiBps),
    tags: vm.tags,
    lastMigratedAt: vm.lastMigratedAt,
    hold: holdOf(vm),
  };
}

function holdOf(vm: StoredRow): SteadyHold | null {
  if (vm.duplicateHostId !== null) return { code: 'two-copies' };
  const fixed = fixedHold({ ...vm, managedBy: vm.managedBy ?? undefined });
  if (fixed !== null) return fixed;
  if (vm.automation !== 'inherit') return { code: vm.automation };
  return balancerHold(balancerFields(vm.cluster.balancer)(vm));
}
