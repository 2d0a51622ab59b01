import type { Role } from '@/lib/model/actor';
import type { Connection, HostMode } from '@/lib/model/host';
import type { HostAlarm } from '@/lib/model/host-alarm';
import type { PlanKind } from '@/lib/model/plan';

/** What stands around every page. The frame takes it as it is; nothing here is fetched by a component. */
export interface FrameData {
  clusters: FrameCluster[];
  suggestions: number; // plans that wait for approval
  jobs: FrameJob[]; // running ones, the oldest first
  queuedJobs: number;
  failedToday: number; // runs that failed, wholly or partly, on the viewer's day
  updatedAt: Date | null; // the newest sample
}

export interface FrameCluster {
  id: string;
  name: string;
  isSimulated: boolean;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  hosts: FrameHost[];
}

/** Loads in per cent of what the reserve leaves; null is unknown. */
export interface FrameHost {
  id: string;
  name: string;
  mode: HostMode;
  connection: Connection;
  cpuPercent: number | null;
  memoryPercent: number | null;
  alarms: readonly HostAlarm[];
  vmCount: number;
}

export interface FrameJob {
  id: string;
  kind: PlanKind;
  /** The host that is emptied, the VM that moves, or the cluster that is balanced. */
  subject: string;
  movesDone: number; // finished, whatever their outcome
  movesAll: number;
  percent: number | null; // of all that is to be copied
  remainingMs: number | null;
  movesWaiting: number; // in the queue of their cluster
}

export interface FrameUser {
  name: string;
  role: Role;
}
