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
import type { HostMemory } from './host-memory.ts';
import type { VmNeeds, VmSize } from './needs.ts';
import type { Rates } from './rates.ts';
import { stateInWords, tiesOfState } from './states.ts';
import { type ReadingTime, readFigures, unreadFigures } from './vm-figures.ts';
import type { CpuCounters, DomainStats, JobInfo, NodeInfo, WireEvent } from './wire.ts';

const KIB_IN_MIB = 1024;
const MIB = 2 ** 20;
const NS = 1e9;
/** Some hosts do not report their clock. Shares of a core are correct with any number but 0. */
const UNKNOWN_MHZ = 2000;
/** Counters are compared over at least this time, because the hosts themselves count in steps. */
const MIN_STEP_MS = 1000;

const PAUSED = 3;
/** virDomainPausedReason: migrating (a source paused for a quick move too), starting up, post-copy, post-copy failed. */
const RECEIVING_REASONS = new Set([2, 11, 12, 13]);

/** Whether the VM may be the incomplete copy of a migration; its job decides. */
export function mayBeIncoming({ values }: DomainStats): boolean {
  return values.get('state.state') === PAUSED && RECEIVING_REASONS.has(values.get('state.reason') ?? 0);
}

/** Everything that was read of a host at one time; null if it could not be parsed or is unknown. */
export interface HostWire {
  hostId: string;
  observedAt: Date;
  atMs: number; // of a monotonic counter: for the time between two readings
  node: NodeInfo;
  cpu: CpuCounters | null;
  memoryUsedKiB: number | null;
  freePages?: Map<number, number> | null; // KiB by page size in KiB; null: not asked for
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
    mustReport?: boolean; // its guest is asked for its memory regularly
    isIncoming: boolean;
  }[];
}

/** A host's observation, with what is remembered of the same host. */
export function observationOf(wire: HostWire, { rates, clock }: HostMemory): HostObservation {
  const { node, cpu, capabilities } = wire;
  const busy = cpu && rates.read('host', cpu.totalNs, cpu.busyNs, MIN_STEP_MS * 1e6 * (node.cpus / 2));
  const ahead = clock.read(reportsOf(wire), wire.observedAt, wire.atMs);
  const reading = { ...wire, hostNow: new Date(wire.observedAt.getTime() + (ahead ?? 0) * 1000) };
  const vms = wire.vms.map((vm) => vmObservation(vm, reading, rates));
  const present = new Set(vms.map((vm) => vm.uuid));
  rates.keep((key) => key === 'host' || present.has(key.split(' ', 1)[0] ?? key));
  return {
    hostId: wire.hostId,
    observedAt: wire.observedAt,
    clockOffsetSeconds: ahead,
    cpuSeconds: cpu === null ? null : cpu.totalNs / NS,
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
      cpuBusyFraction: busy,
      memoryUsedMiB: wire.memoryUsedKiB === null ? null : wire.memoryUsedKiB / KIB_IN_MIB,
    },
    further: {
      cpuPressure: null, // virsh reports nothing of the rest
      swapUsedMiB: null,
      hugePagesUsedMiB: hugePagesUsedMiB(wire),
      diskReadMiBps: null,
      diskWriteMiBps: null,
      networkInMiBps: null,
      networkOutMiBps: null,
    },
    vms,
    alarms: alarmsOf(wire),
  };
}

/** When each guest last reported its memory, by the clock of the host. */
function reportsOf({ vms }: HostWire): Map<string, number> {
  return new Map(
    vms.flatMap(({ uuid, stats }): [string, number][] => {
      const at = stats?.values.get('balloon.last-update');
      return at ? [[uuid, at]] : [];
    }),
  );
}

/** The pages of all pools that are not free. */
function hugePagesUsedMiB({ capabilities, freePages }: HostWire): number | null {
  const pools = capabilities?.hugePages ?? null;
  if (pools === null) return null;
  if (pools.every(({ totalMiB }) => totalMiB === 0)) return 0;
  let usedMiB = 0;
  for (const { pageKiB, totalMiB } of pools) {
    const freeKiB = freePages?.get(pageKiB);
    if (freeKiB === undefined) return null;
    usedMiB += totalMiB - freeKiB / KIB_IN_MIB;
  }
  return usedMiB;
}

/** `stats` null: the host lists the VM without statistics, so at most its definition is known. */
function vmObservation(
  { uuid, name, stats, defined, needs, mustReport = false, isIncoming }: HostWire['vms'][number],
  reading: ReadingTime,
  rates: Rates,
): VmObservation {
  const { condition, ...figures } =
    stats === null
      ? unreadFigures
      : readFigures(
          { uuid, stats, isIncoming, hasHugePages: needs.hugePageKiB !== null, mustReport },
          reading,
          rates,
        );
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

/** The current size of a VM. */
function sizeOf({ values }: DomainStats): VmSize {
  const maximumKiB = values.get('balloon.maximum') ?? values.get('balloon.current');
  return {
    vcpus: values.get('vcpu.current') || values.get('vcpu.maximum') || null,
    memoryMiB: maximumKiB ? Math.ceil(maximumKiB / KIB_IN_MIB) : null,
  };
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
