import { isFinishedMove, isFinishedRun } from '../../lib/model/run.ts';
import { insist } from '../chaos/promise.ts';
import type { VcenterTruth } from '../vcenter/vcenter.ts';
import type { World } from './open-world.ts';

/** After all faults are repaired: everything has ended, nothing was done twice, and what is stored is what vCenter has. */
export async function checkEnd(world: World, touched: ReadonlySet<string>): Promise<void> {
  const truth = await world.vcenter.truth();
  await checkRuns(world, truth, touched);
  await checkVms(world, truth);
  await checkHosts(world, truth, touched);
  insist(
    touched.size > 0 || truth.busy === 0,
    `${truth.busy} orders were sent for VMs that were being migrated`,
  );
}

async function checkRuns(
  { ctx, clusterId }: World,
  truth: VcenterTruth,
  touched: ReadonlySet<string>,
): Promise<void> {
  const runs = await ctx.db.run.findMany({ where: { clusterId }, include: { moves: true, hosts: true } });
  for (const { number, id, state, hosts, moves } of runs) {
    insist(isFinishedRun(state), `run ${number} has not ended: it is ${state}`);
    insist(
      hosts.every(({ endedAt }) => endedAt !== null),
      `run ${number} has ended and still empties a host`,
    );
    const said = await ctx.db.auditEntry.count({ where: { targetId: id, action: 'run.finish' } });
    insist(said === 1, `the end of run ${number} is audited ${said} times`);
    for (const move of moves) {
      insist(isFinishedMove(move.state), `the move of ${move.vmName} has not ended: it is ${move.state}`);
      const needsReason = move.state === 'failed' || move.state === 'skipped';
      insist(
        !needsReason || move.code !== null,
        `the move of ${move.vmName} is ${move.state} without a reason`,
      );
    }
  }
  const moves = runs.flatMap((run) => run.moves);
  for (const uuid of new Set(moves.map(({ vmUuid }) => vmUuid))) {
    if (touched.has(uuid)) continue; // others have moved it too: who completed what is not known
    const done = moves.filter(({ vmUuid, state }) => vmUuid === uuid && state === 'done').length;
    const completed = truth.ended.filter(
      ({ vm, isForeign, fault }) => vm.toLowerCase() === uuid && !isForeign && fault === '',
    ).length;
    insist(
      done === completed,
      `${done} moves of ${uuid} are done, and ${completed} migrations were completed`,
    );
  }
}

/** Every VM of vCenter is stored once, at its host, and none that is gone counts as present. */
async function checkVms({ ctx, clusterId }: World, { vms }: VcenterTruth): Promise<void> {
  const stored = await ctx.db.vm.findMany({ where: { clusterId }, include: { host: true } });
  const byUuid = new Map(stored.map((vm) => [vm.uuid, vm]));
  for (const { uuid, name, host } of vms) {
    const vm = byUuid.get(uuid.toLowerCase());
    insist(vm?.host.name === host, `${name} is on ${host}, and Ballast says ${vm?.host.name}`);
    insist(vm?.missingSince === null && vm.duplicateHostId === null, `${name} counts as missing or double`);
  }
  const there = new Set(vms.map(({ uuid }) => uuid.toLowerCase()));
  for (const vm of stored)
    insist(there.has(vm.uuid) || vm.missingSince !== null, `${vm.name} is gone, and counts as there`);
}

/**
 * Every host answers. One in maintenance mode is without running VMs, and vCenter has it in that mode, and no other; vCenter waits if
 * somebody else has put a VM there meanwhile.
 */
async function checkHosts(
  { ctx, clusterId }: World,
  truth: VcenterTruth,
  touched: ReadonlySet<string>,
): Promise<void> {
  const hosts = await ctx.db.host.findMany({ where: { clusterId } });
  for (const { name, mode, lastError, managerOrder } of hosts) {
    insist(lastError === null, `${name} answers, and counts as ${lastError?.code}`);
    const isThere = truth.hosts.some((host) => host.name === name && host.inMaintenance);
    const running = truth.vms.filter(({ host, isOn }) => host === name && isOn);
    insist(!isThere || running.length === 0, `${name} is in maintenance mode with VMs that run`);
    if (mode === 'draining') continue;
    const isHeld =
      !isThere && managerOrder?.want === 'enter' && running.some(({ uuid }) => touched.has(uuid));
    if (mode === 'maintenance' && isHeld) continue;
    insist(isThere === (mode === 'maintenance'), `${name} is ${mode}, and in vCenter ${isThere}`);
    insist(managerOrder === null, `${name} is ${mode}, and ${managerOrder?.want} is still to be ordered`);
  }
}
