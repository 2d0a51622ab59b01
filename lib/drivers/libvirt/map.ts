import { type CountedProgress, fractionOf } from '../../model/counted-progress.ts';
import type {
  DriverEvent,
  HostObservation,
  MigrationStatistics,
  PlacementState,
  VmObservation,
} from '../../model/ports.ts';
import type { HostCapabilities } from './definition/capabilities.ts';
import { alarmsOf } from './host-alarms.ts';
import type { VmNeeds, VmSize } from './needs.ts';
import type { Rates } from './rates.ts';
import { stateInWords, stateOf, tiesOfState } from './states.ts';
import type { CpuCounters, DomainStats, JobInfo, NodeInfo, WireEvent } from './wire.ts';

const KIB_IN_MIB = 1024;
const MIB = 2 ** 20;
/** Some hosts do not report their clock. Shares of a core are correct with any number but 0. */
const UNKNOWN_MHZ = 2000;
/** Counters are compared over at least this time, because the hosts themselves count in steps. */
const MIN_STEP_MS = 1000;
/** A measured dirty rate is shown for this long. */
const DIRTY_RATE_SECONDS = 600;

const PAUSED = 3;
/** virDomainPausedReason: migrating (a source paused for a quick move too), starting up, post-copy, post-copy failed. */
const RECEIVING_REASONS = new Set([2, 11, 12, 13]);

/** Whether the VM may be the incomplete copy of a migration; its job decides. */
export function mayBeIncoming({ values }: DomainStats): boolean {
  return values.get('state.state') === PAUSED && RECEIVING_REASONS.has(values.get('state.reason') ?? 0);
}

const UNREAD = { state: 'paused', condition: 'unknown' } as const;

/** Everything that was read of a host at one time; null if it could not be parsed or is unknown. */
export interface HostWire {
  hostId: string;
  observedAt: Date;
  atMs: number; // of a monotonic counter: for the time between two readings
  node: NodeInfo;
  cpu: CpuCounters | null;
  memoryUsedKiB: number | null;
  version: string;
  capabilities: HostCapabilities | null;
  networks: string[] | null;
  pools: string[] | null;
  vms: {
    uuid: string;
    name: string;
    stats: DomainStats | null;
    defined: VmSize; // what its definition says
    needs: VmNeeds;
    isIncoming: boolean;
  }[];
}

/** A host's observation. CPU figures use what `rates` remembers of the same host. */
export function observationOf(wire: HostWire, rates: Rates): HostObservation {
  const { node, cpu, capabilities } = wire;
  const busy = cpu && rates.read('host', cpu.totalNs, cpu.busyNs, MIN_STEP_MS * 1e6 * (node.cpus / 2));
  const vms = wire.vms.map((vm) => vmObservation(vm, wire, rates));
  const present = new Set(vms.map((vm) => vm.uuid));
  rates.keep((key) => key === 'host' || present.has(key));
  return {
    hostId: wire.hostId,
    observedAt: wire.observedAt,
    facts: {
      cpuCores: node.cpus,
      coreMhz: node.mhz || UNKNOWN_MHZ,
      nominalMhz: capabilities?.nominalMhz ?? null,
      memoryMiB: Math.floor(node.memoryKiB / KIB_IN_MIB),
      cpuModel: capabilities?.cpuModel ?? null,
      cpuFeatures: [], // a host's list may be incomplete: an empty list limits nothing
      networks: wire.networks,
      storages: wire.pools,
      migrationMbps: null,
      rack: null,
      version: wire.version,
      cpuIds: capabilities?.cpuIds ?? null,
      numaNodes: capabilities?.numaNodes ?? null,
      hugePages: capabilities?.hugePages ?? null,
    },
    use: {
      cpuBusyFraction: busy === null ? null : Math.min(1, Math.max(0, busy)),
      memoryUsedMiB: wire.memoryUsedKiB === null ? null : wire.memoryUsedKiB / KIB_IN_MIB,
    },
    vms,
    alarms: alarmsOf(wire),
  };
}

/** `stats` null: the host lists the VM without statistics, so at most its definition is known. */
function vmObservation(
  { uuid, name, stats, defined, needs, isIncoming }: HostWire['vms'][number],
  reading: ReadingTime,
  rates: Rates,
): VmObservation {
  const { condition, ...figures } =
    stats === null
      ? unreadFigures
      : readFigures({ uuid, stats, isIncoming, hasHugePages: needs.hugePageKiB !== null }, reading, rates);
  const size = stats === null ? defined : sizeOf(stats);
  return {
    uuid,
    name,
    isIncoming,
    ...figures,
    vcpus: size.vcpus ?? defined.vcpus,
    memoryMiB: size.memoryMiB ?? defined.memoryMiB,
    workingSetMiB: null,
    condition,
    ...needs,
    ties: [...tiesOfState(condition), ...needs.ties],
  };
}

const unreadFigures = {
  ...UNREAD,
  isUnread: true,
  cpuCoresUsed: null,
  memoryUsedMiB: null,
  residentMiB: null,
  dirtyMiBps: null,
};

/** The current size of a VM. */
function sizeOf({ values }: DomainStats): VmSize {
  const maximumKiB = values.get('balloon.maximum') ?? values.get('balloon.current');
  return {
    vcpus: values.get('vcpu.current') || values.get('vcpu.maximum') || null,
    memoryMiB: maximumKiB ? Math.ceil(maximumKiB / KIB_IN_MIB) : null,
  };
}

type ReadingTime = Pick<HostWire, 'observedAt' | 'atMs'>;

interface ToRead {
  uuid: string;
  stats: DomainStats;
  isIncoming: boolean;
  hasHugePages: boolean; // all of its memory is taken from the pool at once, and is not counted in any process
}

/** The figures from the statistics of a VM. */
function readFigures(
  { uuid, stats, isIncoming, hasHugePages }: ToRead,
  { observedAt, atMs }: ReadingTime,
  rates: Rates,
) {
  const { values } = stats;
  const { state, condition } = stateOf(stats);
  const cpuNs = values.get('cpu.time');
  const isUsing = state === 'running' && !isIncoming;
  const perMs = isUsing && cpuNs !== undefined ? rates.read(uuid, atMs, cpuNs, MIN_STEP_MS) : null;
  return {
    state,
    condition,
    cpuCoresUsed: isUsing ? (perMs === null ? null : perMs / 1e6) : 0,
    memoryUsedMiB:
      state === 'stopped' ? 0 : hasHugePages ? wholeMiB(values) : memoryUsedMiB(values, observedAt),
    residentMiB: state === 'stopped' ? null : hasHugePages ? wholeMiB(values) : residentMiB(values),
    dirtyMiBps: isUsing ? measuredDirtyRate(values, observedAt) : null,
  };
}

/** As the guest reports it, without its caches; otherwise the memory that the host holds for it, at most its size. */
function memoryUsedMiB(values: DomainStats['values'], now: Date): number | null {
  const current = values.get('balloon.current');
  const usable = isFresh(values, now) ? values.get('balloon.usable') : undefined;
  if (current !== undefined && usable !== undefined && usable > 0 && usable <= current)
    return (current - usable) / KIB_IN_MIB;
  return residentMiB(values);
}

/** A guest's report is used for this long; if its service dies, the figure stays unchanged. */
const GUEST_STATISTICS_SECONDS = 300;

/** Whether the guest reported its memory recently. If the host's clock differs by more, the report does not count. */
function isFresh(values: DomainStats['values'], now: Date): boolean {
  const updatedAt = values.get('balloon.last-update');
  return updatedAt === undefined || Math.abs(now.getTime() / 1000 - updatedAt) <= GUEST_STATISTICS_SECONDS;
}

const wholeMiB = (values: DomainStats['values']): number | null => {
  const current = values.get('balloon.current');
  return current === undefined ? null : current / KIB_IN_MIB;
};

/** The memory that the host holds for it, with the emulator's own, but at most the VM's size. */
function residentMiB(values: DomainStats['values']): number | null {
  const [resident, current] = [values.get('balloon.rss'), values.get('balloon.current')];
  return resident === undefined ? null : Math.min(resident, current ?? resident) / KIB_IN_MIB;
}

const MEASURED = 2;

function measuredDirtyRate(values: DomainStats['values'], now: Date): number | null {
  const since = now.getTime() / 1000 - (values.get('dirtyrate.calc_start_time') ?? 0);
  const isFresh = values.get('dirtyrate.calc_status') === MEASURED && Math.abs(since) < DIRTY_RATE_SECONDS;
  return isFresh ? (values.get('dirtyrate.megabytes_per_second') ?? null) : null;
}

/** Progress of a job that runs at the source. */
export function progressOf({ values }: JobInfo): CountedProgress {
  const read = (key: string) => values.get(key) ?? 0;
  const bytesProcessed = read('data_processed') || read('memory_processed');
  const bytesRemaining = read('data_remaining') || read('memory_remaining');
  return {
    elapsedMs: read('time_elapsed'),
    fraction: fractionOf(bytesProcessed, bytesRemaining),
    bytesTotal: read('data_total') || read('memory_total'),
    bytesProcessed,
    bytesRemaining,
    round: read('memory_iteration'),
    bandwidthMiBps: read('memory_bps') / MIB,
    dirtyMiBps: (read('memory_dirty_rate') * (read('memory_page_size') || 4096)) / MIB,
    throttlePercent: values.get('auto_converge_throttle') ?? null,
  };
}

/** What the destination remembers of a completed migration. */
export function statisticsOf({ values }: JobInfo): MigrationStatistics {
  const read = (key: string) => values.get(key) ?? null;
  const inMiB = (bytes: number | null) => (bytes === null ? null : bytes / MIB);
  const dirtyRate = read('memory_dirty_rate') || null;
  return {
    elapsedMs: read('time_elapsed') ?? 0,
    downtimeMs: read('downtime'),
    bytesProcessed: read('data_processed') ?? read('memory_processed'),
    rounds: read('memory_iteration'),
    setupMs: read('setup_time'),
    memoryMiB: inMiB(read('memory_total')),
    touchedMiB: inMiB(touchedBytes(values)),
    bandwidthMiBps: inMiB(read('memory_bps')),
    dirtyMiBps: dirtyRate && (dirtyRate * (read('memory_page_size') ?? 4096)) / MIB, // the destination says 0
    reported: Object.fromEntries([...values].filter(([key]) => /^[a-z_]+$/.test(key))),
  };
}

/** Pages of zeros are detected in the first round; later rounds have hardly any. */
function touchedBytes(values: JobInfo['values']): number | null {
  const [total, zeroPages] = [values.get('memory_total'), values.get('memory_constant')];
  if (total === undefined || zeroPages === undefined) return null;
  return Math.max(0, total - zeroPages * (values.get('memory_page_size') || 4096));
}

/** virsh's words for a state. `isReceiving`: its job shows that this is an incoming copy. */
export function placementOf(word: string, isReceiving: boolean): PlacementState | null {
  const state = stateInWords(word)?.state;
  return state === undefined ? null : isReceiving && state === 'paused' ? 'incoming' : state;
}

/** The reasons in `domstate --reason` of what may be an incomplete copy. */
export const isReceivingReason = (reason: string): boolean =>
  reason === 'migrating' || reason === 'starting up';

/** The reasons of what is left of a VM that switched to post-copy. */
export const isPostCopyReason = (reason: string): boolean => reason.startsWith('post-copy');

/** The reasons of a VM whose memory did not all follow it; its state may say that it runs. */
export const isStrandedReason = (reason: string): boolean => reason === 'post-copy failed';

const LIFECYCLE: Record<string, DriverEvent['kind']> = {
  Started: 'started',
  Stopped: 'stopped',
  Shutdown: 'stopped',
  Crashed: 'stopped',
  Suspended: 'paused',
  Resumed: 'resumed',
  Defined: 'defined',
  Undefined: 'undefined',
};

/** An event of a host; the UUID of its VM is known if the host was observed before. */
export function eventOf(event: WireEvent, hostId: string, vmUuid: string | null): DriverEvent {
  const { name, domain, detail } = event;
  const [word = ''] = detail.split(' ');
  const kind =
    name === 'lifecycle' && Object.hasOwn(LIFECYCLE, word)
      ? (LIFECYCLE[word] ?? 'other')
      : name === 'migration-iteration' || name === 'job-completed'
        ? 'migration-progress'
        : 'other';
  return { hostId, vmUuid, vmName: domain, kind };
}
