import type { Facts } from '../../model/errors.ts';
import type { OrderPatch } from '../../model/policy.ts';
import { lockingMoveStates, type MoveState } from '../../model/run.ts';
import type { StayingVm } from '../../model/staying-vm.ts';
import { valueFor } from '../../model/value-for.ts';
import type { Context } from '../context.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import { type EndedMove, type FormerHost, formerHosts } from './former-hosts.ts';

export interface BackWishes {
  asked?: OrderPatch;
  isOrdered?: boolean;
}

/** The plan that moves VMs back to where they were before these moves, and the VMs that stay. `run`: its name, R-12. */
export async function draftBack(
  ctx: Context,
  { run, moves: ended }: { run: string; moves: readonly EndedMove[] },
  state: PlanningState,
  wishes: BackWishes,
): Promise<{ planned: Planned; staying: StayingVm[] }> {
  const formerly = formerHosts(ended);
  const lockedAs = new Map(
    state.unfinished.flatMap(({ vmId, state }) => (isLocking(state) ? [[vmId, state] as const] : [])),
  );
  const judged = formerly.map((formerly) => ({ formerly, why: whyStays(formerly, state.cluster, lockedAs) }));
  const wanted = judged.flatMap(({ formerly: { vmId, formerHostId }, why }) =>
    why === null && vmId !== null ? { vmId, toHostId: formerHostId } : [],
  );
  const planned = await planIntent(ctx, state, { kind: 'undo', run, wanted: wanted.toReversed() }, wishes);
  const { moves, rejections } = planned.plan;
  const moving = new Set(moves.map(({ vmId }) => vmId));
  const names = new Map(formerly.map(({ vmId, vmName }) => [vmId, vmName]));
  const refused = rejections.filter(({ vmId }) => vmId === undefined || !moving.has(vmId));
  const staying: StayingVm[] = [
    ...judged.flatMap(({ formerly, why }) =>
      why ? { vmId: formerly.vmId, vm: formerly.vmName, ...why } : [],
    ),
    ...refused.map(({ vmId, code, facts }) => ({
      vmId: vmId ?? null,
      vm: valueFor(names, vmId) ?? '-', // no VM: a reason for the whole job
      code,
      facts,
    })),
  ];
  return { planned, staying };
}

const isLocking = (state: MoveState): boolean => lockingMoveStates.some((locking) => locking === state);

function whyStays(
  formerly: FormerHost,
  cluster: PlanningState['cluster'],
  lockedAs: ReadonlyMap<string | null, string>,
): { code: string; facts: Facts } | null {
  const vm = cluster.vms.find((each) => each.id === formerly.vmId);
  if (!vm || vm.missingSince !== null) return { code: 'vm-gone', facts: { vm: formerly.vmName } };
  const hostName = (id: string): string | undefined => cluster.hosts.find((host) => host.id === id)?.name;
  if (hostName(formerly.formerHostId) === undefined)
    return { code: 'host-gone', facts: { host: formerly.formerHostName } };
  if (vm.hostId === formerly.formerHostId)
    return { code: 'back-already', facts: { host: formerly.formerHostName } };
  if (vm.hostId !== formerly.hostId)
    return { code: 'moved-on', facts: { host: hostName(vm.hostId) ?? vm.hostId } };
  const state = lockedAs.get(vm.id);
  return state === undefined ? null : { code: 'vm-locked', facts: { state } };
}
