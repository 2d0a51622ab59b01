import type { Database } from '../../lib/db/client.ts';
import type { PowerOrder } from '../../lib/model/power-order.ts';
import { hostName, insist } from './promise.ts';
import type { ChaosWorld, SeenVm, SeenVms } from './world.ts';

/** Whether the VM, or a copy of it that was left there, runs on the host. */
const runsOn = (host: number, { isRunning, host: own, copy }: SeenVm): boolean =>
  (isRunning && own === host) || (copy?.isRunning === true && copy.host === host);

/** Somebody else, or a host that has booted, has started it there since this turn began: nobody can know. */
function isUnseen(world: ChaosWorld, vm: SeenVm, begun: SeenVms): boolean {
  const before = begun.find(({ uuid }) => uuid === vm.uuid);
  const isPlaced = world.placedByHand.has(vm.uuid) && before?.host !== vm.host;
  return isPlaced || (vm.isAutostart && before?.isRunning !== true);
}

/** The VMs, by UUID, that a person or the policy has named to stay on the host while they run. */
async function namedToStay(db: Database, mayStayRunning: readonly string[]): Promise<Set<string>> {
  const where = { id: { in: [...mayStayRunning] } };
  return new Set((await db.vm.findMany({ where, select: { uuid: true } })).map(({ uuid }) => uuid));
}

/** Before a step is ordered: its host is in maintenance mode, and no VM runs there or is on its way to it, except those named to stay. */
export async function checkStep(
  db: Database,
  world: ChaosWorld,
  { hostId, begun }: { hostId: string; begun: SeenVms },
): Promise<void> {
  const host = world.hostIds.indexOf(hostId);
  const { mode, mayStayRunning } = await db.host.findUniqueOrThrow({ where: { id: hostId } });
  insist(mode === 'maintenance', `the step of ${hostName(host)} begins, and its mode is ${mode}`);
  const named = await namedToStay(db, mayStayRunning);
  for (const vm of await world.see()) {
    if (named.has(vm.uuid) || isUnseen(world, vm, begun)) continue;
    insist(!runsOn(host, vm), `the step of ${hostName(host)} begins while ${vm.name} runs there`);
  }
  const { state } = await world.truth();
  const coming = state.active.some(({ to }) => to === host);
  insist(!coming, `the step of ${hostName(host)} begins while a VM moves there`);
}

/** Before a VM of a dead host is started: it runs nowhere, unless its host has just started it with itself. */
export async function checkRestart(
  world: ChaosWorld,
  { vmUuid, begun }: { vmUuid: string; begun: SeenVms },
): Promise<void> {
  const vm = (await world.see()).find(({ uuid }) => uuid === vmUuid);
  if (!vm || isUnseen(world, vm, begun) || vm.isAutostart) return;
  insist(!vm.isRunning, `${vm.name} was to be started, and runs on ${hostName(vm.host)}`);
}

/** Before the power of a VM is changed: somebody has decided it, and the memory is there. */
export async function checkPower(
  world: ChaosWorld,
  { vmUuid, hostId, order, begun }: { vmUuid: string; hostId: string; order: PowerOrder; begun: SeenVms },
): Promise<void> {
  const vms = await world.see();
  const vm = vms.find(({ uuid }) => uuid === vmUuid);
  insist(world.asked.toStop.has(vmUuid), `nobody asked to ${order} ${vm?.name}`);
  if (order !== 'start' || !vm) return;
  const { shape, state } = await world.truth();
  const host = world.hostIds.indexOf(hostId);
  const memoryOf = (uuid: string): number => shape.config.vms[shape.vmIndex.get(uuid) ?? -1]?.memoryMiB ?? 0;
  const held = vms.filter((each) => each !== vm && runsOn(host, each) && !isUnseen(world, each, begun));
  const coming = state.active.filter(({ to, order: { kind } }) => to === host && kind !== 'offline');
  const uuids = [...held.map(({ uuid }) => uuid), ...coming.map((each) => each.order.vmUuid), vmUuid];
  const wanted = uuids
    .filter((uuid) => uuid === vmUuid || !world.placedByHand.has(uuid))
    .reduce((sum, uuid) => sum + memoryOf(uuid), 0);
  const has = shape.config.hosts[host]?.memoryMiB ?? 0;
  insist(wanted <= has, `${hostName(host)} was to start ${vm.name}, with ${wanted} of ${has} MiB`);
}

/** After each step: no VM is lost, runs twice, was stopped although nobody asked, or was started although nobody had stopped it. */
export function checkUnasked(world: ChaosWorld, before: SeenVms, after: SeenVms): void {
  const { toStop, withoutPower } = world.asked;
  for (const [i, vm] of after.entries()) {
    const { uuid, name, host, copy } = vm;
    const isKnown = world.vmUuids.includes(uuid) && !world.placedByHand.has(uuid);
    insist(!isKnown || host >= 0, `${name} is nowhere`);
    const isTwice = vm.isRunning && copy?.isRunning === true;
    const isByBoot = vm.isAutostart || copy?.isAutostart === true;
    insist(!isTwice || isByBoot, `${name} runs on ${hostName(host)} and on ${hostName(copy?.host)}`);
    const wasRunning = before[i]?.isRunning ?? vm.isRunning;
    const isExplained = toStop.has(uuid) || withoutPower.has(uuid);
    insist(!wasRunning || vm.isRunning || isExplained, `${name} was stopped, and nobody asked for it`);
    const isStarted = !wasRunning && vm.isRunning;
    insist(!isStarted || isExplained || isByBoot, `${name} was started, and nobody had stopped it`);
  }
  for (const { uuid, isRunning } of after) if (isRunning) withoutPower.delete(uuid);
}
