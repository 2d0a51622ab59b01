import { z } from 'zod';
import type { Role } from '@/lib/model/actor';
import { StoredFacts } from '@/lib/model/facts';
import { Connection, HostMode } from '@/lib/model/host';
import { HostAlarms } from '@/lib/model/host-alarm';
import { PlanKind } from '@/lib/model/plan';

/** Loads in percent of what the reserve leaves; null is unknown. */
const FrameHost = z.object({
  id: z.string(),
  name: z.string(),
  mode: HostMode,
  connection: Connection,
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  alarms: HostAlarms,
  vmCount: z.number(),
});
export type FrameHost = z.infer<typeof FrameHost>;

const FrameCluster = z.object({
  id: z.string(),
  name: z.string(),
  isSimulated: z.boolean(),
  cpuThresholdPercent: z.number(),
  memoryThresholdPercent: z.number(),
  vmCount: z.number(),
  needsAttention: z.boolean(), // one of its hosts does
  hosts: z.array(FrameHost).nullable(), // null: with so many hosts, only those of open clusters are read
});
export type FrameCluster = z.infer<typeof FrameCluster>;

const FrameJob = z.object({
  id: z.string(),
  kind: PlanKind,
  subject: z.string(), // the host that is emptied, the VM that moves, or the cluster that is balanced
  movesDone: z.number(), // finished, whatever their outcome
  movesAll: z.number(),
  percent: z.number().nullable(), // of all that is to be copied
  remainingMs: z.number().nullable(),
  movesWaiting: z.number(), // in the queue of their cluster
  isPaused: z.boolean(),
});
export type FrameJob = z.infer<typeof FrameJob>;

/** What keeps automation from acting until a person changes it. */
const StoppedAutomation = z.object({
  switchedOff: z.object({ by: z.string(), at: z.coerce.date() }).nullable(),
  stops: z.array(
    z.object({
      clusterId: z.string(),
      cluster: z.string(),
      code: z.string(),
      facts: StoredFacts,
      at: z.coerce.date(),
    }),
  ),
});
export type StoppedAutomation = z.infer<typeof StoppedAutomation>;

/** The data of the frame around every page: part of the page, and fetched from /api/frame when only the frame has changed. */
export const FrameData = z.object({
  clusters: z.array(FrameCluster),
  suggestions: z.number(), // plans that wait for approval
  jobs: z.array(FrameJob), // running ones, the oldest first
  queuedJobs: z.number(),
  failedToday: z.number(), // runs that failed, wholly or partly, on the viewer's day
  automation: StoppedAutomation,
  updatedAt: z.coerce.date().nullable(), // the newest sample
});
export type FrameData = z.infer<typeof FrameData>;

export interface FrameUser {
  name: string;
  role: Role;
}
