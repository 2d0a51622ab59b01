import type { MigrationStatistics } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { explainFailure, type Party } from './failures.ts';
import { statisticsOf } from './map.ts';
import type { VirshResult } from './virsh-result.ts';
import { type JobInfo, parseJobInfo } from './wire.ts';

export type Job =
  | { state: 'none' }
  | { state: 'outgoing'; info: JobInfo }
  | { state: 'incoming' }
  | { state: 'other' } // a backup, a snapshot, ...
  | { state: 'absent' }; // the host does not have the VM

/** The job on a VM at one host. Throws if the host cannot be asked. */
export async function readJob(
  virsh: Virsh,
  host: LibvirtHost,
  vmUuid: string,
  party: Party = { host: host.name },
): Promise<Job> {
  return jobOf(await virsh.run(host.uri, ['domjobinfo', '--domain', vmUuid, '--rawstats']), party);
}

/** The same, from the answer of `domjobinfo --rawstats`. */
export function jobOf(result: VirshResult, party: Party): Job {
  if (!result.isOk) {
    if (/available only on the source host/.test(result.stderr)) return { state: 'incoming' };
    const failure = explainFailure(result, party);
    if (failure.code === 'vm-not-found') return { state: 'absent' };
    if (failure.code === 'vm-not-running') return { state: 'none' }; // stopped, or just gone
    throw failure;
  }
  const info = parseJobInfo(result.stdout);
  if (info === null || !info.isRunning) return { state: 'none' };
  if (info.direction === 'in') return { state: 'incoming' };
  const isMigration = info.direction === 'out' || !info.values.has('operation');
  return isMigration ? { state: 'outgoing', info } : { state: 'other' };
}

/** What the destination remembers about the last migration of this VM to it; null if it does not report it. */
export async function readArrival(
  virsh: Virsh,
  host: LibvirtHost,
  vmUuid: string,
): Promise<MigrationStatistics | null> {
  const args = ['domjobinfo', '--domain', vmUuid, '--completed', '--keep-completed', '--rawstats'];
  const result = await virsh.run(host.uri, args);
  const info = result.isOk ? parseJobInfo(result.stdout) : null;
  return info?.isCompleted && info.direction === 'in' ? statisticsOf(info) : null;
}
