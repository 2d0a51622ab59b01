import { z } from 'zod';
import { Connection, HostMode } from '../../model/host.ts';
import { HostAlarms } from '../../model/host-alarm.ts';

/** A host in the list of all: loads in percent of what its reserve leaves; null is unknown, and the last figures stay. */
export const HostRow = z.object({
  id: z.string(),
  name: z.string(),
  cluster: z.string(),
  cpuThresholdPercent: z.number(),
  memoryThresholdPercent: z.number(),
  cores: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  mode: HostMode,
  isMaintainedThere: z.boolean(), // by its manager alone
  connection: Connection,
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  lastCpuPercent: z.number().nullable(),
  lastMemoryPercent: z.number().nullable(),
  silentMs: z.number().nullable(), // since its last sample; null: it answers, or never did
  overloadedSince: z.coerce.date().nullable(),
  vmCount: z.number(),
  tags: z.array(z.string()),
  alarms: HostAlarms,
  isFailing: z.boolean(), // a person says that it is about to fail
});
export type HostRow = z.infer<typeof HostRow>;

/** A part of the list: `rows` from row `from` on, of `total`. */
export const HostRows = z.object({ total: z.number(), from: z.number(), rows: z.array(HostRow) });
export type HostRows = z.infer<typeof HostRows>;
