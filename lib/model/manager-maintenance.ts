import { z } from 'zod';
import type { HostMode } from './host.ts';
import { HostError } from './host-error.ts';

/** What becomes of the vSAN data of a host that enters maintenance mode, by vCenter's own names. */
export const VsanData = z.enum(['ensureObjectAccessibility', 'evacuateAllData', 'noAction']);
export type VsanData = z.infer<typeof VsanData>;

/** What the manager of a host is still to be asked for: a maintenance mode of its own, or the end of it. */
export const ManagerOrder = z.object({
  want: z.enum(['enter', 'leave']), // `enter` is asked for once Ballast has emptied the host
  vsanData: VsanData.nullable().default(null),
  triedAt: z.iso.datetime().nullable().default(null),
  error: HostError.nullable().default(null), // why the last try failed
});
export type ManagerOrder = z.infer<typeof ManagerOrder>;

interface Maintained {
  mode: HostMode;
  inMaintenance: boolean | null;
  managerOrder: ManagerOrder | null;
}

/** Whether only the manager of a host has it in maintenance mode: nothing is placed on it until somebody ends that there. */
export const isMaintainedThere = ({ mode, inMaintenance, managerOrder }: Maintained): boolean =>
  mode === 'active' && inMaintenance === true && managerOrder?.want !== 'leave';
