import type { Database } from '../../lib/db/client.ts';
import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import { isFinishedMove, isFinishedRun } from '../../lib/model/run.ts';
import { type ChaosWorld, HOSTS } from './world.ts';

/** A promise that was not kept. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

const insist = (holds: boolean, promise: string): void => {
  if (!holds) throw new Broken(promise);
};

const hostName = (host: number | undefined): string =>
  host === undefined ? 'nowhere' : (HOSTS[host] ?? '?');

/** At every moment: no host holds more than it has, copies counted, and none has more moves than it may. */
export function checkMoment({ shape, state }: WorldView): void {
  const { config } = shape;
  for (const [host, { memoryMiB }] of config.hosts.entries()) {
    const residents = config.vms.filter((vm, i) => state.hostOfVm[i] === host && vm.state !== 'stopped');
    const arriving = state.active.filter(({ to, order }) => to === host && order.kind !== 'offline');
    const heldMiB =
      residents.reduce((sum, vm) => sum + vm.memoryMiB, 0) +
      arriving.reduce((sum, { vm }) => sum + (config.vms[vm]?.memoryMiB ?? 0), 0);
    insist(heldMiB <= memoryMiB, `${hostName(host)} holds ${heldMiB} MiB of ${memoryMiB}`);
    const moves = state.active.filter(({ from, to }) => from === host || to === host).length;
    insist(moves <= 2, `${hostName(host)} has ${moves} migrations at once`);
  }
  const moving = state.active.map(({ vm }) => vm);
  insist(new Set(moving).size === moving.length, 'a VM is migrated twice at the same time');
}

/** Before each order: the VM is not being migrated already. The hypervisor would refuse, but nobody may even ask. */
export function checkOrder({ shape, state }: WorldView, vmUuid: string): void {
  const vm = shape.vmIndex.get(vmUuid);
  insist(
    !state.active.some((one) => one.vm === vm),
    `a second migration of ${vmUuid} was ordered beside the first`,
  );
}

/** At the end, with every fault mended: all has ended, and what is recorded is what is so. */
export async function checkEnd(db: Database, world: ChaosWorld): Promise<void> {
  const { shape, state } = await world.truth();
  insist(state.active.length === 0, `${state.active.length} migrations still run, and nobody watches them`);
  const runs = await db.run.findMany({ where: { clusterId: world.clusterId }, include: { moves: true } });
  for (const run of runs) {
    const name = `run ${run.number}`;
    insist(isFinishedRun(run.state), `${name} has not ended: it is ${run.state}`);
    insist(run.finishedAt !== null, `${name} has no end`);
    const said = await db.auditEntry.count({ where: { targetId: run.id, action: 'run.finish' } });
    insist(said === 1, `the end of ${name} is audited ${said} times`);
    for (const move of run.moves) checkMove(move, state);
  }
  const vms = await db.vm.findMany({ where: { clusterId: world.clusterId }, include: { host: true } });
  insist(vms.length === shape.config.vms.length, `${vms.length} of ${shape.config.vms.length} VMs are known`);
  for (const vm of vms) {
    const at = hostName(state.hostOfVm[shape.vmIndex.get(vm.uuid) ?? -1]);
    insist(vm.host.name === at, `${vm.name} is on ${at}, and Ballast says ${vm.host.name}`);
    insist(vm.missingSince === null && vm.duplicateHostId === null, `${vm.name} counts as missing or double`);
  }
  await checkHosts(db, world);
}

interface MoveRow {
  id: string;
  vmName: string;
  state: Parameters<typeof isFinishedMove>[0];
  code: string | null;
  tries: number;
}

/** A move is done if and only if a migration of its own was completed. */
function checkMove(move: MoveRow, state: WorldView['state']): void {
  const name = `the move of ${move.vmName}`;
  insist(isFinishedMove(move.state), `${name} has not ended: it is ${move.state}`);
  const own = [...state.finished].filter(([id]) => id.startsWith(move.id)).map(([, { end }]) => end.outcome);
  const completed = own.filter((outcome) => outcome === 'completed').length;
  if (move.state === 'done')
    insist(completed === 1, `${name} is done, and ${completed} migrations were completed`);
  else insist(completed === 0, `${name} is ${move.state} (${move.code}), and its migration was completed`);
  insist(move.tries <= 3, `${name} was tried ${move.tries} times`);
  if (move.state === 'failed' || move.state === 'skipped')
    insist(move.code !== null, `${name} is ${move.state} without a reason`);
}

/** A host is in maintenance only when it is empty, and drains only when a run of it left something there. */
async function checkHosts(db: Database, world: ChaosWorld): Promise<void> {
  const hosts = await db.host.findMany({
    where: { clusterId: world.clusterId },
    include: { _count: { select: { vms: true } } },
  });
  for (const host of hosts) {
    insist(
      host.mode !== 'maintenance' || host._count.vms === 0,
      `${host.name} is in maintenance with VMs on it`,
    );
    if (host.mode !== 'draining') continue;
    const run = await db.run.findFirst({ where: { hostId: host.id }, orderBy: { number: 'desc' } });
    insist(
      run?.state === 'partly' || run?.state === 'failed',
      `${host.name} drains, and its run is ${run?.state}`,
    );
  }
}
