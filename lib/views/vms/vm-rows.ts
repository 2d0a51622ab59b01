import { z } from 'zod';
import { VmCondition, VmState } from '../../model/vm.ts';
import { SteadyHold } from '../../model/vm-hold.ts';

/** A VM in the list of all. Figures are null if they are unknown, as while its host does not answer. */
export const VmRow = z.object({
  id: z.string(),
  name: z.string(),
  state: VmState,
  condition: VmCondition.nullable(), // what the state does not tell
  isObserved: z.boolean(), // its host answers
  hostId: z.string(),
  host: z.string(),
  cluster: z.string(),
  vcpus: z.number(),
  memoryMiB: z.number(),
  cores: z.number().nullable(), // busy, as measured last
  cpuPercent: z.number().nullable(), // of its vCPUs
  dirtyMiBps: z.number().nullable(),
  tags: z.array(z.string()),
  lastMigratedAt: z.coerce.date().nullable(),
  hold: SteadyHold.nullable(),
});
export type VmRow = z.infer<typeof VmRow>;

/** A part of the list: `rows` from row `from` on, of `total`. */
export const VmRows = z.object({ total: z.number(), from: z.number(), rows: z.array(VmRow) });
export type VmRows = z.infer<typeof VmRows>;
