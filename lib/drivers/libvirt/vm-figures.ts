import { MAX_GUEST_REPORT_SECONDS } from '../../model/vm-doubt.ts';
import { measuredWrites } from './measured-writes.ts';
import type { Rates } from './rates.ts';
import { stateOf } from './states.ts';
import { idleTraffic, vmTraffic } from './vm-traffic.ts';
import type { DomainStats } from './wire.ts';

type Values = DomainStats['values'];

const KIB_IN_MIB = 1024;
const NS_IN_MS = 1e6;
const NS_IN_SECOND = 1e9;
/** Counters are compared over at least this time, because the hosts themselves count in steps. */
const MIN_STEP_MS = 1000;
/** Of the process without the VM's memory: 59 to 62 with guests of 128 to 512 MiB, 37 to 40 before a guest runs (docs/forecasts.md). */
const QEMU_RESIDENT_MIB = 56;
/** A measured dirty rate is shown for this long. */
const DIRTY_RATE_SECONDS = 600;

/** The time of a reading: by the clock of the host, as far as it is known, and of a monotonic counter. */
export interface ReadingTime {
  hostNow: Date;
  atMs: number;
}

export interface ToRead {
  uuid: string;
  stats: DomainStats;
  isIncoming: boolean;
  hasHugePages: boolean; // all of its memory is taken from the pool at once, and is not counted in any process
  mustReport: boolean; // its guest is asked for its memory regularly
}

/** Of a VM that its host lists without statistics. */
export const unreadFigures = {
  state: 'paused',
  condition: 'unknown',
  isUnread: true,
  cpuCoresUsed: null,
  memoryUsedMiB: null,
  residentMiB: null,
  dirtyMiBps: null,
} as const;

/** The figures from the statistics of a VM. */
export function readFigures(
  { uuid, stats, isIncoming, hasHugePages, mustReport }: ToRead,
  { hostNow, atMs }: ReadingTime,
  rates: Rates,
) {
  const { values } = stats;
  const { state, condition } = stateOf(stats);
  const cpuNs = values.get('cpu.time');
  const isUsing = state === 'running' && !isIncoming;
  const perMs = isUsing && cpuNs !== undefined ? rates.read(uuid, atMs, cpuNs, MIN_STEP_MS) : null;
  const isWhole = hasHugePages && state !== 'stopped';
  return {
    state,
    condition,
    cpuCoresUsed: isUsing ? (perMs === null ? null : perMs / NS_IN_MS) : 0,
    cpuSeconds: isUsing && cpuNs !== undefined ? cpuNs / NS_IN_SECOND : null,
    memoryUsedMiB: isWhole ? wholeMiB(values) : state === 'stopped' ? 0 : memoryUsedMiB(values, hostNow),
    residentMiB: isWhole ? wholeMiB(values) : state === 'stopped' ? null : residentMiB(values),
    dirtyMiBps: isUsing ? measuredDirtyRate(values, hostNow) : null,
    measuredWrites: isUsing ? measuredWrites(stats) : null,
    guestReportAgeSeconds: mustReport && isUsing && !hasHugePages ? reportAge(values, hostNow) : null,
    further: isUsing ? vmTraffic(uuid, values, atMs, rates) : idleTraffic(values, state === 'stopped'),
  };
}

/** As the guest reports it, without its caches; otherwise the memory that the host holds for it, at most its size. */
function memoryUsedMiB(values: Values, hostNow: Date): number | null {
  const current = values.get('balloon.current');
  const usable = isFresh(values, hostNow) ? values.get('balloon.usable') : undefined;
  if (current !== undefined && usable !== undefined && usable > 0 && usable <= current)
    return (current - usable) / KIB_IN_MIB;
  return heldMiB(values);
}

/** The seconds since the guest last reported its memory; null: it never has, or the host does not say when. */
function reportAge(values: Values, hostNow: Date): number | null {
  const updatedAt = values.get('balloon.last-update');
  return updatedAt ? hostNow.getTime() / 1000 - updatedAt : null;
}

/** Whether the guest reported its memory recently; if its service dies, the figure stays unchanged. */
function isFresh(values: Values, hostNow: Date): boolean {
  const updatedAt = values.get('balloon.last-update');
  if (updatedAt === undefined) return true;
  return Math.abs(hostNow.getTime() / 1000 - updatedAt) <= MAX_GUEST_REPORT_SECONDS;
}

function wholeMiB(values: Values): number | null {
  const current = values.get('balloon.current');
  return current === undefined ? null : current / KIB_IN_MIB;
}

/** The memory that the host holds for it, with the emulator's own, but at most the VM's size. */
const heldMiB = (values: Values): number | null => processMiB(values, 0);

/** What a migration copies: without what QEMU needs for itself, which is not the VM's memory. */
const residentMiB = (values: Values): number | null => processMiB(values, QEMU_RESIDENT_MIB);

/** libvirt gives the memory of the whole QEMU process. */
function processMiB(values: Values, ownMiB: number): number | null {
  const [process, current] = [values.get('balloon.rss'), values.get('balloon.current')];
  if (process === undefined) return null;
  const left = Math.max(0, process / KIB_IN_MIB - ownMiB);
  return current === undefined ? left : Math.min(left, current / KIB_IN_MIB);
}

const MEASURED = 2;

function measuredDirtyRate(values: Values, hostNow: Date): number | null {
  const since = hostNow.getTime() / 1000 - (values.get('dirtyrate.calc_start_time') ?? 0);
  const isFresh = values.get('dirtyrate.calc_status') === MEASURED && Math.abs(since) < DIRTY_RATE_SECONDS;
  return isFresh ? (values.get('dirtyrate.megabytes_per_second') ?? null) : null;
}
