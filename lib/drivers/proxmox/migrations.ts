import type { Clock } from '../../model/clock.ts';
import type {
  MigrationObstacle,
  MigrationOrder,
  MigrationProgress,
  MigrationRef,
  MigrationReport,
} from '../../model/ports.ts';
import { checkMigration } from './check.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, readCluster } from './cluster.ts';
import { type ProxmoxHost, vmidOf } from './config.ts';
import { completed, copiesAfter, withDisks } from './disk-copy.ts';
import { reportEnd } from './ending.ts';
import { explainError, type Party, proxmoxError } from './explain.ts';
import { type Followed, FollowedMoves } from './followed.ts';
import { isMigrating, reportPending } from './ha-pending.ts';
import { type Ends, readReadiness } from './movable.ts';
import type { NodeFactsReader } from './node-facts.ts';
import { nothingSent, readProgress } from './progress.ts';
import { isNodeSilent, ProxmoxRefusal } from './refusal.ts';
import { findRunning, findSince, parseUpid, readTask, readTaskLog, stopTask, type TaskRef } from './tasks.ts';
import { read as readAs, Upid } from './wire.ts';

export interface Migrations {
  start(order: MigrationOrder): Promise<void>;
  read(ref: MigrationRef): Promise<MigrationReport>;
  cancel(ref: MigrationRef): Promise<void>;
  check(order: MigrationOrder): Promise<MigrationObstacle[]>;
}

interface Means {
  pve: Pve;
  facts: NodeFactsReader;
  hostOf(hostId: string): ProxmoxHost;
  clock: Clock;
}

/** A VM of a move whose identity Proxmox VE can have, and its nodes. */
interface Subject {
  vmid: number | null;
  ends: Ends;
}

/** Orders about migrations. The nodes carry them out: they continue when this driver, or all of Ballast, ends. */
export function createMigrations({ pve, facts, hostOf, clock }: Means): Migrations {
  const moves = new FollowedMoves();
  const nowMs = (): number => clock.now().getTime();
  const subjectOf = (ref: MigrationRef): Subject => {
    const vmid = vmidOf(ref.vmUuid);
    const [source, destination] = [hostOf(ref.sourceHostId), hostOf(ref.destinationHostId)];
    const party = { source: source.name, destination: destination.name, vm: ref.vmName };
    return { vmid, ends: { source, destination, party } };
  };
  /** The move as it was ordered here, or as it is found at its source. */
  const find = async (ref: MigrationRef, { vmid, ends }: Subject): Promise<Followed | null> => {
    const known = moves.get(ref.moveId);
    if (known !== null || vmid === null) return known;
    const task = await findRunning(pve, ends.source.uri, vmid);
    return task === null ? null : moves.add(ref.moveId, task, nowMs());
  };

  return {
    start: async (order) => {
      const { vmid, ends } = subjectOf(order);
      assertAble(order, ends.party);
      const { vm, trouble } = await readReadiness(pve, order, ends);
      const [first] = trouble;
      if (first !== undefined) throw first;
      if (vm === null || vmid === null) throw proxmoxError('vm-not-found', ends.party, 'it is not there');
      const path = `/nodes/${ends.source.uri}/qemu/${vmid}/migrate`;
      try {
        const upid = readAs(Upid, await pve.order('POST', path, parametersOf(order, ends)), path);
        const task = parseUpid(upid);
        if (task !== null) moves.add(order.moveId, task, nowMs());
      } catch (error) {
        throw explainError(error, ends.party);
      }
    },
    read: async (ref) => {
      const subject = subjectOf(ref);
      const { vmid, ends } = subject;
      if (vmid === null) return { phase: 'none' };
      try {
        const followed = await find(ref, subject);
        if (followed === null) return await withoutTask(pve, vmid, ends);
        return await reportOf(pve, followed, { vmid, ends }, nowMs());
      } catch (error) {
        if (!isNodeSilent(error)) throw error;
        return whereSourceIsSilent(await readCluster(pve), vmid, ends, error);
      }
    },
    cancel: async (ref) => {
      const subject = subjectOf(ref);
      const { vmid, ends } = subject;
      const followed = await find(ref, subject);
      if (followed === null || vmid === null) return; // it has ended
      const task = followed.task ?? (await begunByHa(pve, followed, vmid, ends));
      if (task === null) throw proxmoxError('vm-busy', ends.party, 'the HA manager has not begun it yet');
      if ((await readTask(pve, task))?.isRunning) await stopTask(pve, task);
    },
    check: async (order) => checkMigration(pve, facts, order, subjectOf(order).ends),
  };
}

/** Each disk goes to the storage of its own name, which needs no privilege beyond that of the migration. */
const SAME_STORAGE = '1';

/** Only `root@pam` may choose the network and its encryption, so an order has none of that. */
const parametersOf = ({ kind, bandwidthMiBps, takesDisks }: MigrationOrder, { destination }: Ends) => ({
  target: destination.uri,
  ...(takesDisks ? { 'with-local-disks': 1, targetstorage: SAME_STORAGE } : {}),
  ...(kind === 'offline' ? {} : { online: 1 }),
  ...(bandwidthMiBps === null ? {} : { bwlimit: Math.max(1, Math.round(bandwidthMiBps * 1024)) }), // KiB/s
});

/** Proxmox VE has no such options: an order with one of them is not carried out differently, but refused. */
function assertAble({ mayThrottle, mayPostCopy, kind }: MigrationOrder, party: Party): void {
  const wanted = [
    ...(mayThrottle ? ['throttling that is switched off and on'] : []),
    ...(mayPostCopy ? ['post-copy'] : []),
    ...(kind === 'quick' ? ['quick move'] : []),
  ];
  if (wanted.length > 0) throw proxmoxError('unsupported', party, `Proxmox VE has no ${wanted.join(', ')}`);
}

const begunByHa = (pve: Pve, { order }: Followed, vmid: number, { source }: Ends): Promise<TaskRef | null> =>
  findSince(pve, source.uri, vmid, order.startedAt);

async function reportOf(
  pve: Pve,
  followed: Followed,
  { vmid, ends }: { vmid: number; ends: Ends },
  nowMs: number,
): Promise<MigrationReport> {
  followed.task ??= await begunByHa(pve, followed, vmid, ends);
  const { task } = followed;
  if (task === null) return reportPending(followed, { cluster: await readCluster(pve), vmid, ends }, nowMs);
  const now = await readTask(pve, task);
  if (now === null) return { phase: 'none' };
  if (now.isRunning) {
    const memory = await readProgress(pve, task, vmid);
    if (memory === null) await readDisks(pve, task, followed);
    else followed.disks = completed(followed.disks);
    followed.last = later(followed.last, memory);
    const progress = followed.last ?? nothingSent((await readCluster(pve)).vms.get(vmid)?.maxmem ?? 0);
    return { phase: 'running', progress: withDisks(progress, followed.disks) };
  }
  return reportEnd(pve, { task, now, last: followed.last }, { cluster: await readCluster(pve), vmid, ends });
}

/** Disks are copied while QEMU has no migration yet; only the log of the task says how far. */
async function readDisks(pve: Pve, task: TaskRef, followed: Followed): Promise<void> {
  const lines = await readTaskLog(pve, task, followed.logLines);
  followed.disks = copiesAfter(followed.disks, lines);
  followed.logLines += lines.length;
}

/** What was sent never becomes less: QEMU counts it while it sends, and may be asked between two of its counters. */
function later(last: MigrationProgress | null, read: MigrationProgress | null): MigrationProgress | null {
  if (read === null) return last;
  return (read.bytesProcessed ?? 0) < (last?.bytesProcessed ?? 0) ? last : read;
}

/** The HA manager may be about to move the VM, as after a restart of Ballast. */
async function withoutTask(pve: Pve, vmid: number, { source }: Ends): Promise<MigrationReport> {
  const vm = (await readCluster(pve)).vms.get(vmid);
  if (vm === undefined || vm.node !== source.uri || !isMigrating(vm.hastate)) return { phase: 'none' };
  return { phase: 'running', progress: nothingSent(vm.maxmem ?? 0) };
}

/** The task and its log are at the source. Without it, only a VM that has arrived is known of. Throws `host-unreachable`. */
function whereSourceIsSilent(
  { vms }: ClusterNow,
  vmid: number,
  { destination, party }: Ends,
  error: unknown,
): MigrationReport {
  if (vms.get(vmid)?.node === destination.uri) return { phase: 'completed', statistics: null };
  throw error instanceof ProxmoxRefusal ? explainError(error, party) : error;
}
