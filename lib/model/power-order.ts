import { z } from 'zod';
import type { PlacementState } from './ports.ts';

/**
 * What a hypervisor may be ordered to do with the power of a VM. None of them ends a VM by force.
 *
 * shutDown: the guest is asked, by ACPI or its agent, and ends by itself or not at all. save: its memory goes to a disk
 * of its host, and it holds none; it continues where it was when it is started on that host. start: it runs again.
 */
export const PowerOrder = z.enum(['shutDown', 'save', 'start']);
export type PowerOrder = z.infer<typeof PowerOrder>;

/** A VM as its host reports it. `isSaved`: its memory is on a disk of the host. */
export interface PowerReading {
  state: PlacementState;
  isSaved: boolean;
}
