import type { Database } from '../../lib/db/client.ts';
import { isFinishedPatch, isOver } from '../../lib/model/patch-run.ts';
import { hostName, insist } from './promise.ts';
import type { ChaosWorld, SeenVms } from './world.ts';

/** After all faults are fixed: every patch run has ended once, no command ran unasked, and the VMs are as people wanted them. */
export async function checkMaintenanceEnd(db: Database, world: ChaosWorld): Promise<void> {
  await checkPatchRuns(db, world);
  await checkCommands(db, world);
  const vms = await world.see();
  await checkSteps(db, world, vms);
  await checkStates(db, world, vms);
  const silent = await db.outage.count({ where: { clusterId: world.clusterId, endedAt: null } });
  insist(silent === 0, `${silent} hosts answer, and their outage has not ended`);
  for (const { name, copy } of vms)
    insist(copy === null, `${hostName(copy?.host)} still has a copy of ${name}`);
}

async function checkPatchRuns(db: Database, { clusterId, asked }: ChaosWorld): Promise<void> {
  const runs = await db.patchRun.findMany({ where: { clusterId }, include: { hosts: true } });
  for (const { id, number, state, finishedAt, hosts } of runs) {
    const name = `P-${number}`;
    insist(isFinishedPatch(state) && finishedAt !== null, `${name} has not ended: it is ${state}`);
    const open = hosts.filter(({ phase }) => !isOver(phase));
    insist(open.length === 0, `${name} has ended, and ${open[0]?.name} is ${open[0]?.phase}`);
    const isPartly = hosts.some(({ phase }) => phase === 'skipped');
    insist(state === 'cancelled' || isPartly === (state === 'partly'), `${name} is ${state}`);
    const ends = { in: ['patch.finish', 'patch.cancel'] as ('patch.finish' | 'patch.cancel')[] };
    const said = await db.auditEntry.count({ where: { targetId: id, action: ends } });
    insist(said === 1, `the end of ${name} is audited ${said} times`);
    for (const host of hosts) {
      const again = asked.again.get(host.id) ?? 0;
      insist(host.attempt - 1 <= again, `the step of ${host.name} was tried ${host.attempt} times`);
    }
  }
}

/** Each command was ordered once under its name, and each name is a try that a person has asked for. A host is done after its command was. */
async function checkCommands(db: Database, world: ChaosWorld): Promise<void> {
  const orders = await db.simulatorCommand.findMany({ where: { clusterId: world.clusterId } });
  const keys = orders.flatMap(({ body }) => {
    const { type, key } = body as { type?: string; key?: string };
    return type === 'start-step' && key !== undefined ? [key] : [];
  });
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  insist(twice === undefined, `the command ${twice} was ordered twice`);
  const { state } = await world.truth();
  const hosts = await db.patchHost.findMany({
    where: { patchRun: { clusterId: world.clusterId, step: 'command' } },
  });
  for (const { id, name, phase, attempt } of hosts) {
    const own = keys.filter((key) => key.startsWith(id));
    insist(own.length <= attempt, `${name} was given ${own.length} commands in ${attempt} tries`);
    const ended = own.map((key) => state.steps.get(key)).filter((step) => step?.phase === 'over');
    const isDone = ended.some((step) => step?.exitCode === 0 || step?.exitCode === null);
    const isAnswered = world.asked.ran.has(id);
    insist(phase !== 'done' || isDone || isAnswered, `${name} is done, and its command was not`);
  }
}

/** Each step that changes the power of a VM has ended, with one audit entry. A VM that was shut down to be moved runs again, or it is said why not. */
async function checkSteps(db: Database, { clusterId, asked }: ChaosWorld, vms: SeenVms): Promise<void> {
  const steps = await db.powerStep.findMany({ where: { clusterId } });
  const open = steps.find(({ finishedAt }) => finishedAt === null);
  insist(open === undefined, `${open?.vmName} is still to ${open?.order}: ${open?.state}`);
  const ids = [...new Set(steps.flatMap(({ vmId }) => vmId ?? []))];
  const said = await db.auditEntry.count({
    where: { targetId: { in: ids }, action: { in: ['vm.shut-down', 'vm.save', 'vm.start'] } },
  });
  const ended = steps.filter(({ vmId }) => vmId !== null).length;
  insist(said === ended, `${ended} steps of VMs have ended, and ${said} are audited`);
  for (const { uuid, name, isRunning } of vms) {
    if (isRunning || asked.toStop.get(uuid) !== 'offline' || asked.withoutPower.has(uuid)) continue;
    const own = steps.filter(({ vmUuid }) => vmUuid === uuid);
    const wasStopped = own.some(({ order, state }) => order !== 'start' && state === 'done');
    const isSaid = own.some(({ order, code }) => order === 'start' && code !== null);
    insist(!wasStopped || isSaid, `${name} was shut down to be moved, and was not started again`);
  }
}

/** What is stored of the power of each VM is what is real. */
async function checkStates(db: Database, world: ChaosWorld, vms: SeenVms): Promise<void> {
  const stored = await db.vm.findMany({ where: { clusterId: world.clusterId, missingSince: null } });
  for (const { uuid, name, state } of stored) {
    const isRunning = vms.find((vm) => vm.uuid === uuid)?.isRunning;
    insist((state !== 'stopped') === isRunning, `${name} is stored as ${state}, and runs: ${isRunning}`);
  }
}
