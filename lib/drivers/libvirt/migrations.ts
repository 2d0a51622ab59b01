import { setTimeout as sleep } from 'node:timers/promises';
import type { DriverError } from '../../model/errors.ts';
import type {
  MigrationOrder,
  MigrationProgress,
  MigrationRef,
  MigrationReport,
  Placement,
} from '../../model/ports.ts';
import type { Virsh, VirshResult } from './client.ts';
import { assertUuid, type LibvirtHost } from './config.ts';
import { driverError, explainFailure, hasLostHost, type Party } from './failures.ts';
import { readArrival, readJob } from './jobs.ts';
import { isReceivingReason, placementOf, progressOf } from './map.ts';
import { parseDomState } from './wire.ts';

export interface Migrations {
  start(order: MigrationOrder): Promise<void>;
  read(ref: MigrationRef): Promise<MigrationReport>;
  cancel(ref: MigrationRef): Promise<void>;
  locate(vmUuid: string, hosts: LibvirtHost[]): Promise<Placement[]>;
  /** Lets the migrations that were started go on without us. */
  close(): void;
}

/** A migration whose virsh was started here: virsh's end is the only place where libvirt says why one failed. */
interface Started {
  result: Promise<VirshResult>;
  ended: VirshResult | null;
  forget(): void;
  progress: MigrationProgress;
}

const POLL_MS = 150;
const TAKEN_MS = 20_000;
const CLIENT_PATIENCE_MS = 1500;
const REMEMBERED = 500;

const NO_PROGRESS: MigrationProgress = {
  elapsedMs: 0,
  bytesTotal: 0,
  bytesProcessed: 0,
  bytesRemaining: 0,
  round: 0,
  bandwidthMiBps: 0,
  dirtyMiBps: 0,
};

/** The arguments of a move. Always persistent and undefined at the source, so that no second definition stays behind. */
export function migrateArguments(order: MigrationOrder, destination: LibvirtHost, peerUri: string): string[] {
  const how = {
    live: ['--live', '--p2p'],
    quick: ['--p2p'],
    offline: ['--offline', '--p2p'],
  }[order.kind];
  const cap = order.bandwidthMiBps;
  const hasMemory = order.kind !== 'offline';
  return [
    'migrate',
    ...how,
    '--persistent',
    '--undefinesource',
    ...(cap !== null && hasMemory ? ['--bandwidth', String(Math.max(1, Math.round(cap)))] : []),
    ...(destination.migrateUri !== null && hasMemory ? ['--migrateuri', destination.migrateUri] : []),
    '--domain',
    order.vmUuid,
    '--desturi',
    peerUri,
  ];
}

export function createMigrations(virsh: Virsh, hostOf: (hostId: string) => LibvirtHost): Migrations {
  const started = new Map<string, Started>();

  const partiesOf = (ref: MigrationRef) => {
    assertUuid(ref.vmUuid);
    const source = hostOf(ref.sourceHostId);
    const destination = hostOf(ref.destinationHostId);
    const party: Party = { host: source.name, destination: destination.name, vm: ref.vmName };
    return { source, destination, party };
  };

  const remember = (moveId: string, child: ReturnType<Virsh['start']>): Started => {
    const entry: Started = { ...child, ended: null, progress: NO_PROGRESS };
    child.result.then(
      (result) => {
        entry.ended = result;
      },
      () => undefined, // it never started: `start` waits for the same promise and throws
    );
    started.delete(moveId);
    started.set(moveId, entry);
    for (const [id, old] of started) {
      if (started.size <= REMEMBERED) break;
      if (old.ended !== null) started.delete(id);
    }
    return entry;
  };

  return {
    start: async (order) => {
      const { source, destination, party } = partiesOf(order);
      if (source.hostId === destination.hostId) throw driverError('same-host', party);
      if (destination.peerUri === null) throw driverError('bad-config', party, noPeer(destination));
      await assertMovable(virsh, source, order, party);
      const setDowntime = () => limitDowntime(virsh, source, order);
      const isLimited = await setDowntime();
      const args = migrateArguments(order, destination, destination.peerUri);
      const entry = remember(order.moveId, virsh.start(source.uri, args));
      const end = await untilTaken(virsh, source, order, entry);
      if (end === null && !isLimited) await setDowntime();
      if (end !== null && !end.isOk) throw explainFailure(end, party, 'migration');
    },

    read: async (ref) => {
      const { source, destination, party } = partiesOf(ref);
      const entry = started.get(ref.moveId);
      const known = await reportEnd(virsh, entry?.ended ?? null, ref, destination, party);
      if (known !== null) return known;
      const job = await readJob(virsh, source, ref.vmUuid, party);
      if (job.state === 'outgoing') {
        const progress = progressOf(job.info);
        if (entry === undefined) return { phase: 'running', progress };
        // The counters are gone for a moment while the two hosts shake hands: progress never goes back.
        if (progress.bytesProcessed >= entry.progress.bytesProcessed) entry.progress = progress;
        return { phase: 'running', progress: entry.progress };
      }
      if (entry !== undefined && !(entry.ended && hasLostHost(entry.ended))) {
        const end = await withinPatience(entry);
        const report = await reportEnd(virsh, end, ref, destination, party);
        if (report !== null) return report;
        if (end === null) return { phase: 'running', progress: entry.progress };
      }
      return reportUnwatched(virsh, job.state === 'absent', ref, destination);
    },

    cancel: async (ref) => {
      const { source, party } = partiesOf(ref);
      const job = await readJob(virsh, source, ref.vmUuid, party);
      if (job.state !== 'outgoing') return; // it has ended: another kind of job is not ours to abort
      const result = await virsh.run(source.uri, ['domjobabort', '--domain', ref.vmUuid]);
      if (result.isOk || /no job is active/.test(result.stderr)) return;
      const failure = explainFailure(result, party);
      if (failure.code !== 'vm-not-found') throw failure;
    },

    locate: (vmUuid, hosts) => {
      assertUuid(vmUuid);
      return Promise.all(
        hosts.map(async (host) => ({ hostId: host.hostId, state: await placeAt(virsh, host, vmUuid) })),
      );
    },

    close: () => {
      for (const entry of started.values()) entry.forget();
      started.clear();
    },
  };
}

const noPeer = (destination: LibvirtHost): string =>
  `${destination.name} has no address that other hosts can use: enter one`;

/** Throws when the source does not know the VM, works on it already, or has it in a state that does not fit the kind. */
async function assertMovable(
  virsh: Virsh,
  source: LibvirtHost,
  order: MigrationOrder,
  party: Party,
): Promise<void> {
  const result = await virsh.run(source.uri, ['domstate', '--domain', order.vmUuid]);
  if (!result.isOk) throw explainFailure(result, party);
  const isStopped = placementOf(parseDomState(result.stdout)?.state ?? '', false) === 'stopped';
  if (isStopped !== (order.kind === 'offline'))
    throw driverError('vm-not-running', party, isStopped ? 'it is stopped' : 'it is not stopped');
  if (isStopped) return;
  const job = await readJob(virsh, source, order.vmUuid, party);
  if (job.state === 'absent') throw driverError('vm-not-found', party);
  if (job.state !== 'none') throw driverError('vm-busy', party, 'another job is already running');
}

/** The target pause of a live move. Older daemons take it only once the move runs: false then. */
async function limitDowntime(virsh: Virsh, source: LibvirtHost, order: MigrationOrder): Promise<boolean> {
  if (order.kind !== 'live') return true;
  const downtime = String(Math.max(1, Math.round(order.downtimeLimitMs)));
  const args = ['migrate-setmaxdowntime', '--domain', order.vmUuid, '--downtime', downtime];
  return (await virsh.run(source.uri, args)).isOk;
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

async function withinPatience(entry: Started): Promise<VirshResult | null> {
  return entry.ended ?? Promise.race([entry.result, sleep(CLIENT_PATIENCE_MS, null)]);
}

/** What virsh's own end says of the move; null when it has not ended, or lost its host and so knows nothing. */
async function reportEnd(
  virsh: Virsh,
  end: VirshResult | null,
  ref: MigrationRef,
  destination: LibvirtHost,
  party: Party,
): Promise<MigrationReport | null> {
  if (end === null || (!end.isOk && hasLostHost(end))) return null;
  if (!end.isOk) return reportFailure(explainFailure(end, party, 'migration'));
  const hasStatistics = ref.kind !== 'offline';
  const statistics = hasStatistics ? await readArrival(virsh, destination, ref.vmUuid) : null;
  return { phase: 'completed', statistics };
}

function reportFailure({ code, message, facts }: DriverError): MigrationReport {
  return { phase: 'failed', code, message, facts };
}

/**
 * A move without a virsh of ours, as after a restart, and without a job. If the source does not know the VM any more
 * and the destination remembers how it came, that was this move; else only the placement tells.
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

/** What one host says of one VM; `unreachable` whenever it did not say. */
async function placeAt(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<Placement['state']> {
  const result = await virsh.run(host.uri, ['domstate', '--domain', vmUuid, '--reason']);
  if (!result.isOk)
    return explainFailure(result, { host: host.name }).code === 'vm-not-found' ? 'absent' : 'unreachable';
  const seen = parseDomState(result.stdout);
  if (seen === null) return 'unreachable';
  if (!isReceivingReason(seen.reason)) return placementOf(seen.state, false) ?? 'unreachable';
  const job = await readJob(virsh, host, vmUuid).catch(() => null);
  if (job === null) return 'unreachable';
  return job.state === 'absent'
    ? 'absent'
    : (placementOf(seen.state, job.state === 'incoming') ?? 'unreachable');
}
