import type { Database } from '../../lib/db/client.ts';
import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import { stateOfVm } from '../../lib/drivers/simulator/world/power.ts';
import { effectiveConnection } from '../../lib/model/host.ts';
import { isFinishedRun } from '../../lib/model/run.ts';
import { checkMove } from './invariants-of-moves.ts';
import { checkMaintenanceEnd } from './invariants-of-patch-ends.ts';
import { hostName, insist } from './promise.ts';
import type { ChaosWorld } from './world.ts';

/** After all faults are fixed, everything has ended and the stored state matches the real state. */
export async function checkEnd(db: Database, world: ChaosWorld): Promise<void> {
  const view = await world.truth();
  const { state } = view;
  insist(state.active.length === 0, `${state.active.length} migrations still run, and nobody watches them`);
  const runs = await db.run.findMany({
    where: { clusterId: world.clusterId },
    include: { moves: true, hosts: true },
  });
  for (const run of runs) {
    const name = `run ${run.number}`;
    insist(isFinishedRun(run.state), `${name} has not ended: it is ${run.state}`);
    insist(run.finishedAt !== null, `${name} has no end`);
    insist(run.moveBack !== 'asked', `nothing was decided about the VMs that ${name} was to move back`);
    insist(
      run.hosts.every(({ endedAt }) => endedAt !== null),
      `${name} has ended and still empties a host`,
    );
    const said = await db.auditEntry.count({ where: { targetId: run.id, action: 'run.finish' } });
    insist(said === 1, `the end of ${name} is audited ${said} times`);
    const undone = await db.plan.count({ where: { undoOfRunId: run.id } });
    insist(run.moveBack !== 'ordered' || undone > 0, `${name} was to be moved back, and nothing was ordered`);
    for (const move of run.moves) checkMove(move, state, world.placedByHand.has(move.vmUuid));
  }
  if (world.reserve === null) await checkPower(db, world, view);
  else await checkMaintenanceEnd(db, world);
  await checkVms(db, world, view);
  await checkHosts(db, world, view);
}

/** Nobody asked for a VM to be shut down, saved or started: none was. */
async function checkPower(db: Database, world: ChaosWorld, { state }: WorldView): Promise<void> {
  const steps = await db.powerStep.count({ where: { clusterId: world.clusterId } });
  insist(steps === 0, `${steps} VMs were to be shut down, saved or started unasked`);
  insist(state.power.size === 0, `the power of ${state.power.size} VMs was changed unasked`);
}

/** Every VM of the world is stored once, at its real host. No VM that is gone counts as present. */
async function checkVms(db: Database, world: ChaosWorld, { shape, state }: WorldView): Promise<void> {
  const stored = await db.vm.findMany({ where: { clusterId: world.clusterId }, include: { host: true } });
  const vms = new Map(stored.map((vm) => [vm.uuid, vm]));
  const there = [...shape.config.vms.entries()].filter(([i]) => (state.hostOfVm[i] ?? -1) >= 0);
  const here = new Set(there.map(([, { uuid }]) => uuid));
  for (const [i, { uuid, name }] of there) {
    const vm = vms.get(uuid);
    const at = hostName(state.hostOfVm[i]);
    insist(vm !== undefined, `${name} is on ${at}, and Ballast does not know of it`);
    insist(vm?.host.name === at, `${name} is on ${at}, and Ballast says ${vm?.host.name}`);
    insist(vm?.missingSince === null && vm.duplicateHostId === null, `${name} counts as missing or double`);
  }
  for (const vm of stored)
    insist(here.has(vm.uuid) || vm.missingSince !== null, `${vm.name} is gone, and counts as there`);
}

/**
 * Every host is observed again. A host in maintenance mode is empty, except for VMs that others have put there
 * since, and stopped ones that could not leave and were left there. A draining host has VMs that a run could not move, or that others have put there. No empty host keeps
 * draining, and no host does whose evacuation was cancelled.
 */
async function checkHosts(db: Database, world: ChaosWorld, { shape, state, at }: WorldView): Promise<void> {
  const cluster = await db.cluster.findUniqueOrThrow({
    where: { id: world.clusterId },
    include: { hosts: { include: { vms: true } } },
  });
  const now = world.clocks.of('worker').now();
  for (const host of cluster.hosts) {
    const { connection, lastSampleAt, name } = host;
    const seen = effectiveConnection(connection, lastSampleAt, now, cluster.intervalSeconds);
    insist(seen === 'up' && host.lastError === null, `${name} answers, and counts as ${seen}`);
    const vms = shape.config.vms.filter((_, i) => world.hostIds[state.hostOfVm[i] ?? -1] === host.id);
    const own = vms.filter(({ uuid }) => !world.placedByHand.has(uuid));
    const mayStay = new Set(host.vms.flatMap(({ id, uuid }) => (host.mayStay.includes(id) ? [uuid] : [])));
    const named = new Set(
      host.vms.flatMap(({ id, uuid }) => (host.mayStayRunning.includes(id) ? [uuid] : [])),
    );
    const isOff = (uuid: string): boolean => {
      const vm = shape.vmIndex.get(uuid) ?? -1;
      return stateOfVm(shape, state, vm, at) === 'stopped';
    };
    // one that its host has started with itself was not asked to
    const isByBoot = (vm: { isAutostart: boolean }): boolean => vm.isAutostart && world.reserve !== null;
    const left = own.filter(
      (vm) => !named.has(vm.uuid) && !isByBoot(vm) && !(isOff(vm.uuid) && mayStay.has(vm.uuid)),
    );
    if (host.mode === 'maintenance') insist(left.length === 0, `${name} is in maintenance with VMs on it`);
    if (host.mode !== 'draining') continue;
    insist(vms.length > 0, `${name} drains, and nothing is on it`);
    const run = await db.run.findFirst({
      where: { hosts: { some: { hostId: host.id } } },
      orderBy: { number: 'desc' },
    });
    const isLeft = run?.state === 'partly' || run?.state === 'failed';
    const mayHaveCome = own.length < vms.length; // others have put a VM there, whatever the result of the evacuation
    const hasBooted = own.some((vm) => isByBoot(vm) && !isOff(vm.uuid)); // when it was off, nothing there had to move
    insist(isLeft || mayHaveCome || hasBooted, `${name} drains, and its run is ${run?.state}`);
  }
}
