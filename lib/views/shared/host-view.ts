import { type ClusterTime, connectionNow } from '../../model/cluster-clock.ts';
import { type FailingColumns, type FailingHost, failingOf } from '../../model/failing-host.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { HostAlarm } from '../../model/host-alarm.ts';
import { isMaintainedThere, type ManagerOrder } from '../../model/manager-maintenance.ts';

/** A host for screens: loads in percent of what its reserve leaves; null is unknown, and the last figures stay. */
export interface HostView {
  id: string;
  name: string;
  cores: number | null;
  memoryMiB: number | null;
  mode: HostMode;
  connection: Connection; // as it must be read now
  cpuPercent: number | null;
  memoryPercent: number | null;
  lastCpuPercent: number | null;
  lastMemoryPercent: number | null;
  lastSampleAt: Date | null;
  overloadedSince: Date | null; // also null while the host does not answer
  vmCount: number;
  vmsToLeave: number; // the number that counts for an evacuation: those that may stay are left out
  alarms: HostAlarm[]; // impossible or missing values in what it reported last
  isMaintainedThere: boolean; // its manager has it in maintenance mode, and Ballast has not
  failing: FailingHost | null; // a person says that it is about to fail
}

/** The columns to read for `viewHost`. */
export const hostColumns = {
  id: true,
  name: true,
  cpuCores: true,
  memoryMiB: true,
  mode: true,
  inMaintenance: true,
  managerOrder: true,
  mayStay: true,
  mayStayRunning: true,
  connection: true,
  cpuLoad: true,
  memoryLoad: true,
  lastSampleAt: true,
  overloadedSince: true,
  alarms: true,
  failingReason: true,
  failingNote: true,
  failingAt: true,
  failingBy: true,
} as const;

export interface StoredHost extends FailingColumns {
  id: string;
  name: string;
  cpuCores: number | null;
  memoryMiB: number | null;
  mode: HostMode;
  inMaintenance: boolean | null;
  managerOrder: ManagerOrder | null;
  mayStay: readonly string[];
  mayStayRunning: readonly string[];
  connection: Connection;
  cpuLoad: number | null;
  memoryLoad: number | null;
  lastSampleAt: Date | null;
  overloadedSince: Date | null;
  alarms: HostAlarm[];
}

const toPercent = (fraction: number | null): number | null => (fraction === null ? null : fraction * 100);

/**
 * A stored host at the time of its cluster's clock: if its last good sample is too old, it has last figures but no
 * current ones.
 */
export function viewHost(host: StoredHost, clock: ClusterTime, vmCount: number): HostView {
  const connection = connectionNow(host, clock);
  const isObserved = connection === 'up';
  const cpuPercent = toPercent(host.cpuLoad);
  const memoryPercent = toPercent(host.memoryLoad);
  return {
    id: host.id,
    name: host.name,
    cores: host.cpuCores,
    memoryMiB: host.memoryMiB,
    mode: host.mode,
    connection,
    cpuPercent: isObserved ? cpuPercent : null,
    memoryPercent: isObserved ? memoryPercent : null,
    lastCpuPercent: cpuPercent,
    lastMemoryPercent: memoryPercent,
    lastSampleAt: host.lastSampleAt,
    overloadedSince: isObserved ? host.overloadedSince : null,
    vmCount,
    vmsToLeave: Math.max(0, vmCount - host.mayStay.length - host.mayStayRunning.length),
    alarms: host.alarms,
    isMaintainedThere: isMaintainedThere(host),
    failing: failingOf(host),
  };
}
