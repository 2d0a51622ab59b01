import { setTimeout as sleep } from 'node:timers/promises';
import type { CountedProgress } from '../../model/counted-progress.ts';
import type { DriverError } from '../../model/errors.ts';
import type {
  ForcedCompletion,
  MigrationObstacle,
  MigrationOrder,
  MigrationRef,
  MigrationReport,
} from '../../model/ports.ts';
import { checkMigration } from './check.ts';
import type { Virsh } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { driverError, explainFailure, hasLostHost, type Party } from './failures.ts';
import { type Ends, forceCompletion } from './force-completion.ts';
import { readArrival, readJob } from './jobs.ts';
import { progressOf } from './map.ts';
import { downtimeCommand, migrateArguments } from './migrate-arguments.ts';
import { assertMovable, movableQuestions } from './movable.ts';
import { assertCarriesAll } from './offline-guard.ts';
import { placeVm } from './placement.ts';
import { runScript } from './script.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseDomInfo } from './wire.ts';

export interface Migrations {
  start(order: MigrationOrder): Promise<void>;
  read(ref: MigrationRef): Promise<MigrationReport>;
  cancel(ref: MigrationRef): Promise<void>;
  check(order: MigrationOrder): Promise<MigrationObstacle[]>;
  forceCompletion(ref: MigrationRef, how: ForcedCompletion): Promise<void>;
  /** Lets the started migrations continue without this process. */
  close(): void;
}

/** A migration whose virsh was started here: only virsh's end tells why a migration failed. */
interface Started {
  result: Promise<VirshResult>;
  ended: VirshResult | null;
  forget(): void;
  progress: CountedProgress;
  /** We aborted it: if libvirt loses the cause of its end, this is it. */
  isCancelled: boolean;
}

const POLL_MS = 150;
/**
 * A migration that was not refused by then counts as accepted: the source may try for minutes to connect to the
 * destination.
 */
const TAKEN_MS = 8000;
const CLIENT_PATIENCE_MS = 1500;
const REMEMBERED = 500;

const NO_PROGRESS: CountedProgress = {
  elapsedMs: 0,
  fraction: null,
  bytesTotal: 0,
  bytesProcessed: 0,
  bytesRemaining: 0,
  round: 0,
  bandwidthMiBps: 0,
  dirtyMiBps: 0,
  throttlePercent: null,
};

interface Bench {
  virsh: Virsh;
  hostOf(hostId: string): LibvirtHost;
  started: Map<string, Started>;
}

export function createMigrations(virsh: Virsh, hostOf: (hostId: string) => LibvirtHost): Migrations {
  const bench: Bench = { virsh, hostOf, started: new Map() };
  return {
    start: (order) => startMigration(bench, order),
    read: (ref) => readMigration(bench, ref),
    cancel: (ref) => cancelMigration(bench, ref),
    check: async (order) => checkMigration(virsh, partiesOf(bench, order), order),
    forceCompletion: async (ref, how) => forceCompletion(virsh, partiesOf(bench, ref), ref, how),
    close: () => {
      for (const entry of bench.started.values()) entry.forget();
      bench.started.clear();
    },
  };
}

function partiesOf({ hostOf }: Bench, ref: MigrationRef): Ends {
  assertUuid(ref.vmUuid);
  const source = hostOf(ref.sourceHostId);
  const destination = hostOf(ref.destinationHostId);
  const party: Party = { host: source.name, destination: destination.name, vm: ref.vmName };
  return { source, destination, party };
}

async function startMigration(bench: Bench, order: MigrationOrder): Promise<void> {
  const { virsh } = bench;
  const { source, destination, party } = partiesOf(bench, order);
  if (source.hostId === destination.hostId) throw driverError('same-host', party);
  if (order.takesDisks) throw driverError('unsupported', party, 'local disks are not copied');
  if (destination.peerUri === null) {
    const detail = `${destination.name} has no address that other hosts can use: enter one`;
    throw driverError('bad-config', party, detail);
  }
  const { isLimited, isPersistent } = await prepare(virsh, source, order, party);
  if (order.kind === 'offline') await assertCarriesAll(virsh, { source, destination, party }, order);
  const args = migrateArguments(order, destination, destination.peerUri, isPersistent);
  const entry = remember(bench.started, order.moveId, virsh.start(source.uri, args));
  const end = await untilTaken(virsh, source, order, entry);
  if (end === null && !isLimited) await virsh.run(source.uri, downtimeCommand(order));
  if (end !== null && !end.isOk) throw explainFailure(end, party, 'migration');
}

function remember(started: Bench['started'], moveId: string, child: ReturnType<Virsh['start']>): Started {
  const entry: Started = { ...child, ended: null, progress: NO_PROGRESS, isCancelled: false };
  child.result.then(
    (result) => {
      entry.ended = result;
    },
    () => started.delete(moveId), // it never started: `start` waits for the same promise and throws
  );
  started.delete(moveId);
  started.set(moveId, entry);
  for (const [id, old] of started) {
    if (started.size <= REMEMBERED) break;
    if (old.ended !== null) started.delete(id);
  }
  return entry;
}

async function readMigration(bench: Bench, ref: MigrationRef): Promise<MigrationReport> {
  const { virsh, started } = bench;
  const { source, destination, party } = partiesOf(bench, ref);
  const entry = started.get(ref.moveId);
  const report = async (end: VirshResult | null) => {
    const reported = await reportEnd(virsh, end, ref, { source, destination, party });
    if (reported?.phase === 'failed' && reported.code === 'migration-failed' && entry?.isCancelled)
      return reportFailure(driverError('migration-cancelled', party));
    return withLastSeen(reported, entry);
  };
  const known = await report(entry?.ended ?? null);
  if (known !== null) return known;
  const job = await readJob(virsh, source, ref.vmUuid, party);
  if (job.state === 'outgoing') return { phase: 'running', progress: advance(entry, progressOf(job.info)) };
  if (entry !== undefined) {
    // Between two phases, or about to end: virsh reports it in a moment, if it has not already.
    const end = entry.ended ?? (await Promise.race([entry.result, sleep(CLIENT_PATIENCE_MS, null)]));
    if (end === null) return { phase: 'running', progress: entry.progress };
    const late = await report(end);
    if (late !== null) return late;
  }
  return reportUnwatched(virsh, job.state === 'absent', ref, destination);
}

/** The counters are missing for a moment during the handshake of the two hosts: progress never decreases. */
function advance(entry: Started | undefined, progress: CountedProgress): CountedProgress {
  if (entry === undefined) return progress;
  const dirtyMiBps = progress.dirtyMiBps || entry.progress.dirtyMiBps; // 0: not measured yet, or no longer
  if (progress.bytesProcessed >= entry.progress.bytesProcessed) entry.progress = { ...progress, dirtyMiBps };
  return entry.progress;
}

/** The last readings fill in for what the destination does not know: post-copy leaves no statistics there. */
function withLastSeen(report: MigrationReport | null, entry: Started | undefined): MigrationReport | null {
  if (report?.phase !== 'completed' || entry === undefined || entry.progress.elapsedMs === 0) return report;
  const { elapsedMs, bytesTotal, bytesProcessed, round, dirtyMiBps, bandwidthMiBps } = entry.progress;
  const seen = {
    elapsedMs,
    downtimeMs: null,
    bytesProcessed,
    rounds: round,
    setupMs: null,
    memoryMiB: bytesTotal / 2 ** 20,
    bandwidthMiBps,
    dirtyMiBps,
    reported: {},
  };
  const reported = report.statistics;
  return {
    phase: 'completed',
    statistics: reported ? { ...reported, dirtyMiBps: reported.dirtyMiBps ?? dirtyMiBps } : seen,
  };
}

async function cancelMigration(bench: Bench, ref: MigrationRef): Promise<void> {
  const { source, party } = partiesOf(bench, ref);
  const job = await readJob(bench.virsh, source, ref.vmUuid, party);
  if (job.state !== 'outgoing') return; // it has ended: another kind of job must not be aborted
  const result = await bench.virsh.run(source.uri, ['domjobabort', '--domain', ref.vmUuid]);
  const entry = bench.started.get(ref.moveId);
  if (result.isOk && entry !== undefined) entry.isCancelled = true;
  if (result.isOk || /no job is active/.test(result.stderr)) return;
  if (/post-?copy/i.test(result.stderr))
    throw driverError('unsupported', party, 'it runs at its destination');
  const failure = explainFailure(result, party);
  if (failure.code !== 'vm-not-found' && failure.code !== 'vm-not-running') throw failure;
}

/**
 * Throws unless the VM can be moved now, and sets the target pause of a live move. An older daemon accepts the target
 * pause only while the move runs.
 */
async function prepare(
  virsh: Virsh,
  source: LibvirtHost,
  order: MigrationOrder,
  party: Party,
): Promise<{ isLimited: boolean; isPersistent: boolean }> {
  const limit = order.kind === 'live' ? [downtimeCommand(order).join(' ')] : [];
  const info = `dominfo --domain ${order.vmUuid}`;
  const { results } = await runScript(virsh, source, [...movableQuestions(order.vmUuid), info, ...limit]);
  assertMovable(results, order, party);
  const { isPersistent } = parseDomInfo(results[2]?.stdout ?? '');
  return { isPersistent, isLimited: results[3]?.isOk ?? true };
}

/** Waits until memory is about to be copied, or virsh has ended; null in the first case. */
async function untilTaken(
  virsh: Virsh,
  source: LibvirtHost,
  order: MigrationOrder,
  entry: Started,
): Promise<VirshResult | null> {
  for (let waitedMs = 0; waitedMs < TAKEN_MS; waitedMs += POLL_MS) {
    const end = await Promise.race([entry.result, sleep(POLL_MS, null)]);
    if (end !== null) return end;
    const job = await readJob(virsh, source, order.vmUuid).catch(() => null);
    if (job?.state === 'outgoing' && (job.info.values.get('memory_total') ?? 0) > 0) return entry.ended;
  }
  return entry.ended;
}

/**
 * The result of the move from the end of its virsh; null if virsh has not ended, or has lost its host and so does not
 * know the result. A virsh without a message has succeeded, except for about one failure in a hundred whose message is
 * lost. In that case the source still has the VM.
 */
async function reportEnd(
  virsh: Virsh,
  end: VirshResult | null,
  ref: MigrationRef,
  { source, destination, party }: Ends,
): Promise<MigrationReport | null> {
  if (end === null || (!end.isOk && hasLostHost(end))) return null;
  if (!end.isOk) return reportFailure(explainFailure(end, party, 'migration'));
  const atSource = await placeVm(virsh, source, ref.vmUuid);
  if (atSource !== 'absent' && atSource !== 'unreachable')
    return reportFailure(driverError('migration-failed', party, NO_CAUSE));
  const hasStatistics = ref.kind !== 'offline';
  const statistics = hasStatistics ? await readArrival(virsh, destination, ref.vmUuid) : null;
  return { phase: 'completed', statistics };
}

const NO_CAUSE = 'virsh ended without a word of the cause';

function reportFailure({ code, scope, message, facts }: DriverError): MigrationReport {
  return { phase: 'failed', code, scope, message, facts };
}

/**
 * A move without its virsh process, as after a restart, and without a job. If the source no longer has the VM and the
 * destination remembers its arrival, this move has completed. Otherwise only the placement shows the result.
 */
async function reportUnwatched(
  virsh: Virsh,
  hasLeft: boolean,
  ref: MigrationRef,
  destination: LibvirtHost,
): Promise<MigrationReport> {
  const statistics = hasLeft ? await readArrival(virsh, destination, ref.vmUuid) : null;
  return statistics === null ? { phase: 'none' } : { phase: 'completed', statistics };
}
