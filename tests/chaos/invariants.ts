import { z } from 'zod';
import type { Database } from '../../lib/db/client.ts';
import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import { heldMemoryMiB } from '../../lib/drivers/simulator/world/admission.ts';
import { halfCopyHost } from '../../lib/drivers/simulator/world/copying.ts';
import type { MigrationStatistics } from '../../lib/model/ports.ts';
import { isFinishedMove, isFinishedRun } from '../../lib/model/run.ts';
import { type ChaosWorld, HOSTS, type IndexedOrder } from './world.ts';

/** A promise that was not kept. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

const insist = (holds: boolean, promise: string): void => {
  if (!holds) throw new Broken(promise);
};

const hostName = (host: number | undefined): string =>
  host === undefined ? 'nowhere' : (HOSTS[host] ?? '?');

/** Memory that is promised to a host's VMs and the copies that arrive there: what planning goes by. */
function promisedMiB({ shape, state }: WorldView, host: number): number {
  const { config } = shape;
  const residents = config.vms.filter((vm, i) => state.hostOfVm[i] === host && vm.state !== 'stopped');
  // what was handed over by post-copy is held at its source until all of it was fetched
  const copies = state.active.filter((one) => one.order.kind !== 'offline' && halfCopyHost(one) === host);
  return (
    residents.reduce((sum, vm) => sum + vm.memoryMiB, 0) +
    copies.reduce((sum, { vm }) => sum + (config.vms[vm]?.memoryMiB ?? 0), 0)
  );
}

/** At every moment: the VMs of no host hold more than it has, copies counted, and none has more moves than it may. */
export function checkMoment(view: WorldView): void {
  const { shape, state } = view;
  for (const [host, { memoryMiB }] of shape.config.hosts.entries()) {
    const held = Math.round(heldMemoryMiB(shape, state, host, view.at));
    insist(held <= memoryMiB, `${hostName(host)} holds ${held} MiB of ${memoryMiB}`);
    const moves = state.active.filter(({ from, to }) => from === host || to === host).length;
    insist(moves <= 2, `${hostName(host)} has ${moves} migrations at once`);
  }
  const moving = state.active.map(({ vm }) => vm);
  insist(new Set(moving).size === moving.length, 'a VM is migrated twice at the same time');
}

/**
 * Before each order. The hypervisor would refuse most of these, but nobody may even ask. `cancelled`: moves of runs that
 * were cancelled before the worker's turn began.
 */
export function checkOrder(view: WorldView, order: IndexedOrder, cancelled: ReadonlySet<string>): void {
  const { shape, state } = view;
  const index = shape.vmIndex.get(order.vmUuid) ?? -1;
  const vm = shape.config.vms[index];
  const isBusy = state.active.some((one) => one.vm === index);
  insist(!isBusy, `a second migration of ${vm?.name} was ordered beside the first`);
  const at = hostName(state.hostOfVm[index]);
  insist(
    state.hostOfVm[index] === order.from,
    `${vm?.name} was to leave ${hostName(order.from)}, and is on ${at}`,
  );
  insist(!cancelled.has(order.moveId.slice(0, 36)), `${vm?.name} was to move although its run was cancelled`);
  const needsMiB = vm && vm.state !== 'stopped' ? vm.memoryMiB : 0;
  const hasMiB = shape.config.hosts[order.to]?.memoryMiB ?? 0;
  const promised = promisedMiB(view, order.to);
  insist(
    promised + needsMiB <= hasMiB,
    `${hostName(order.to)} was to take ${needsMiB} MiB, and has promised ${promised} of ${hasMiB} MiB`,
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
  vmUuid: string;
  toHostId: string;
  state: Parameters<typeof isFinishedMove>[0];
  code: string | null;
  tries: number;
  durationMs: number | null;
  downtimeMs: number | null;
  bytes: bigint | null;
  seen: unknown;
}

/** A move is done if and only if a migration of its own was completed, and then says of it what the hypervisor said. */
function checkMove(move: MoveRow, state: WorldView['state']): void {
  const name = `the move of ${move.vmName}`;
  insist(isFinishedMove(move.state), `${name} has not ended: it is ${move.state}`);
  const own = [...state.finished].filter(([id]) => id.startsWith(move.id)).map(([, { end }]) => end);
  const completed = own.filter((end) => end.outcome === 'completed');
  if (move.state === 'done') {
    insist(completed.length === 1, `${name} is done, and ${completed.length} migrations were completed`);
    for (const { statistics } of completed) checkRecord(name, move, statistics);
  } else {
    insist(
      completed.length === 0,
      `${name} is ${move.state} (${move.code}), and its migration was completed`,
    );
  }
  insist(move.tries <= 3, `${name} was tried ${move.tries} times`);
  if (move.state === 'failed' || move.state === 'skipped')
    insist(move.code !== null, `${name} is ${move.state} without a reason`);
}

function checkRecord(name: string, move: MoveRow, said: MigrationStatistics): void {
  const seen = z.array(z.object({ hostId: z.string(), state: z.string() })).parse(move.seen);
  const alive = seen.filter(({ state }) => state !== 'absent' && state !== 'unreachable');
  insist(
    alive.length === 1 && alive[0]?.hostId === move.toHostId,
    `${name} is done, and was seen as ${JSON.stringify(seen)}`,
  );
  const recorded = [move.durationMs, move.downtimeMs, move.bytes === null ? null : Number(move.bytes)];
  const reported = [said.elapsedMs, said.downtimeMs, said.bytesProcessed];
  insist(
    recorded.every((value, i) => value === reported[i]),
    `${name} is recorded with ${recorded}, and the hypervisor said ${reported}`,
  );
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
