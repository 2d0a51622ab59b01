import type { MigrationProgress, MigrationReport, MigrationStatistics } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, isOnline } from './cluster.ts';
import { copiesAfter, sumOf } from './disk-copy.ts';
import { explainWords, proxmoxError } from './explain.ts';
import type { Ends } from './movable.ts';
import { endIn, errorsIn, hasCopied } from './task-log.ts';
import { readTaskLog, type TaskNow, type TaskRef } from './tasks.ts';

/** A task that has ended, and what was seen of it. */
interface Ended {
  task: TaskRef;
  now: TaskNow;
  last: MigrationProgress | null;
}

/** The place of the VM counts, whatever its task says: at its destination it has arrived. */
export async function reportEnd(
  pve: Pve,
  { task, now, last }: Ended,
  where: { cluster: ClusterNow; vmid: number; ends: Ends },
): Promise<MigrationReport> {
  const { cluster, vmid, ends } = where;
  const { destination, party } = ends;
  const lines = await readTaskLog(pve, task);
  if (cluster.vms.get(vmid)?.node === destination.uri)
    return { phase: 'completed', statistics: statisticsOf(task, now, lines, last) };
  if (now.hasSucceeded) return { phase: 'none' }; // it went elsewhere, or was removed
  const words = `${errorsIn(lines)}\n${now.exit}`.trim();
  const error = explainWords(words, party, hasCopied(lines) ? 'copying' : 'before');
  const isLost = error.code !== 'migration-cancelled' && hasCopied(lines) && !isOnline(cluster, destination);
  const { code, scope, message, facts } = isLost ? proxmoxError('destination-lost', party, now.exit) : error;
  return { phase: 'failed', code, scope, message, facts: { ...facts, detail: now.exit || words } };
}

/** Proxmox VE keeps a log; QEMU's own figures end with it, so those seen last are added. Null: the log names no duration. */
function statisticsOf(
  task: TaskRef,
  now: TaskNow,
  lines: readonly string[],
  last: MigrationProgress | null,
): MigrationStatistics | null {
  const logged = endIn(lines);
  const { seconds, downtimeMs, bandwidthMiBps } = logged;
  if (seconds === null || seconds <= 0) return null;
  const ofMemory = last?.bytesProcessed ?? logged.bytesProcessed;
  const diskBytes = sumOf(copiesAfter(new Map(), lines)).total;
  const bytesProcessed = ofMemory === null ? null : ofMemory + diskBytes;
  return {
    elapsedMs: seconds * 1000,
    downtimeMs,
    bytesProcessed,
    rounds: last?.round || null,
    setupMs: null,
    memoryMiB: last?.bytesTotal ? last.bytesTotal / 2 ** 20 : null,
    bandwidthMiBps,
    ...(diskBytes > 0 ? { diskBytes } : {}),
    dirtyMiBps: last?.dirtyMiBps ?? null,
    reported: {
      task: task.upid,
      started: new Date(task.startedAt * 1000).toISOString(),
      seconds,
      exit: now.exit,
      ...(downtimeMs === null ? {} : { downtimeMs }),
      ...(bytesProcessed === null ? {} : { transferred: bytesProcessed }),
    },
  };
}
