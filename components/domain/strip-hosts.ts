import { z } from 'zod';
import { Connection, HostMode } from '@/lib/model/host';
import { HostAlarms } from '@/lib/model/host-alarm';

/** The hosts of a cluster as its strip names them; percent of what the reserve leaves, null is unknown. */
export const StripHosts = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    cores: z.number().nullable(),
    mode: HostMode,
    connection: Connection,
    cpuPercent: z.number().nullable(),
    memoryPercent: z.number().nullable(),
    alarms: HostAlarms,
    isFailing: z.boolean(),
  }),
);
export type StripHost = z.infer<typeof StripHosts>[number];
