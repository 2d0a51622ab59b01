import { advanceCopy, beginCopy, type Copy } from './copy.ts';
import { advanceDisks, diskCopies } from './disks.ts';
import { human } from './monitor-text.ts';
import { beginTask, durationOf, endTask, say } from './tasks.ts';
import type { StandMigration, StandTask, StandVm, World } from './world.ts';

const PREPARE_MS = 150;
const FAST_MIBPS = 4096;

/** Begins a migration as a node does; `bwlimit` in KiB/s. */
export function beginMigration(
  world: World,
  vm: StandVm,
  target: string,
  { user, bwlimit, takesDisks = false }: { user: string; bwlimit: number | null; takesDisks?: boolean },
): StandTask {
  const task = beginTask(world, { node: vm.node, type: 'qmigrate', vmid: vm.vmid, user });
  vm.lock = 'migrate';
  say(task, world.now(), `starting migration of VM ${vm.vmid} to node '${target}'`);
  const limit = bwlimit === null ? FAST_MIBPS : bwlimit / 1024;
  const mibps = Math.min(vm.plan.mibps ?? FAST_MIBPS, limit);
  const disks = takesDisks ? diskCopies(vm) : [];
  world.migrations.add({ task, vm, target, mibps, disks, copy: null, copiedUntilMs: world.now() });
  return task;
}

/** Brings everything up to now: nothing happens in between. */
export function settle(world: World): void {
  const now = world.now();
  for (const order of world.haOrders) {
    if (now < order.beginsAtMs) continue;
    world.haOrders.delete(order);
    if (order.vm.plan.isForgottenByHa) order.vm.hastate = 'started';
    else beginMigration(world, order.vm, order.target, { user: 'root@pam', bwlimit: order.bwlimit });
  }
  for (const migration of world.migrations) settleOne(world, migration, now);
}

function settleOne(world: World, migration: StandMigration, now: number): void {
  const failure = failureOf(world, migration);
  const isPrepared = now - migration.task.startedMs >= PREPARE_MS;
  if (failure !== null) fail(world, migration, now, failure);
  else if (!isPrepared) return;
  else if (migration.vm.status === 'stopped') complete(world, migration, now);
  else copyOn(world, migration, now);
}

function copyOn(world: World, migration: StandMigration, now: number): void {
  const { task, vm, target } = migration;
  if (migration.copy === null) {
    if (!copyDisks(migration, now)) return;
    say(task, now, `starting VM ${vm.vmid} on remote node '${target}'`);
    say(task, now, 'start migrate command to unix:/run/qemu-server/migrate');
    migration.copy = vm.machine?.copyOf(migration.mibps) ?? beginCopy(vm.memMiB);
    if (migration.disks.length === 0) migration.copiedUntilMs = task.startedMs + PREPARE_MS;
  }
  copyUntil(migration, migration.copy, now);
  if (migration.copy.isDone) complete(world, migration, now);
  else logProgress(migration, migration.copy, now);
}

/** Disks come first, as far as they go with the VM; true once they are copied. */
function copyDisks(migration: StandMigration, now: number): boolean {
  const { task, vm, target, disks, copiedUntilMs } = migration;
  if (disks.length === 0) return true;
  if (disks.every(({ doneMiB }) => doneMiB === 0) && !migration.hasBegun) {
    migration.hasBegun = true;
    say(task, now, `starting storage migration of ${disks.map(({ key }) => key).join(', ')} to '${target}'`);
    vm.machine?.beginWithDisk(migration.mibps);
  }
  migration.copiedUntilMs = now;
  return advanceDisks(migration, (now - copiedUntilMs) / 1000, now);
}

function copyUntil({ vm, mibps, copiedUntilMs }: StandMigration, copy: Copy, now: number): void {
  if (vm.machine !== undefined) return;
  const { hang, fail } = vm.plan;
  // however late it is asked: it does not pass the point at which it stops or fails
  const end = hang || fail !== undefined ? copy.totalMiB * 0.51 : Number.POSITIVE_INFINITY;
  const seconds = Math.min((now - copiedUntilMs) / 1000, Math.max(0, end - copy.sentMiB) / mibps);
  advanceCopy(copy, seconds, { mibps, ...vm });
}

function logProgress(migration: StandMigration, copy: Copy, now: number): void {
  migration.copiedUntilMs = now;
  const [sent, total, speed] = [copy.sentMiB, copy.totalMiB, migration.mibps].map(human);
  say(migration.task, now, `migration active, transferred ${sent} of ${total} VM-state, ${speed}/s`);
}

/** What ends the migration now; null: nothing. */
function failureOf(world: World, { task, vm, target, copy }: StandMigration): string | null {
  if (task.isStopped) return 'interrupted by signal';
  const isAway = world.nodes.get(target)?.isOnline !== true;
  if (copy === null)
    return isAway || world.cutLinks.has(`${vm.node}>${target}`)
      ? "Can't connect to destination address using public key"
      : null;
  if (isAway) return 'Unable to write to socket: Broken pipe';
  if (vm.machine?.failure != null) return vm.machine.failure;
  return vm.plan.fail !== undefined && copy.sentMiB > copy.totalMiB / 2 ? vm.plan.fail : null;
}

function fail(world: World, migration: StandMigration, now: number, words: string): void {
  const { task, vm, copy } = migration;
  world.migrations.delete(migration);
  vm.machine?.cancel();
  delete vm.lock;
  if (vm.hastate !== undefined) vm.hastate = 'started';
  if (!task.isStopped) {
    if (copy !== null) say(task, now, `migration status error: failed - ${words}`);
    say(task, now, `ERROR: ${copy === null ? words : 'online migrate failure - aborting'}`);
    say(task, now, `ERROR: migration aborted (duration ${durationOf(task, now)}): ${words}`);
  }
  endTask(task, now, task.isStopped ? words : 'migration aborted');
}

function complete(world: World, migration: StandMigration, now: number): void {
  const { task, vm, target, copy, mibps } = migration;
  world.migrations.delete(migration);
  delete vm.lock;
  vm.node = target;
  delete vm.measuring;
  if (vm.hastate !== undefined) vm.hastate = 'started';
  if (copy !== null) {
    say(task, now, `average migration speed: ${human(mibps)}/s - downtime 53 ms`);
    say(task, now, 'migration status: completed');
    say(task, now, `migration completed, transferred ${human(copy.sentMiB)} VM-state`);
  }
  say(task, now, `migration finished successfully (duration ${durationOf(task, now)})`);
  const { warnings } = vm.plan;
  endTask(task, now, warnings ? `WARNINGS: ${warnings}` : 'OK');
}
