import { z } from 'zod';
import { FailedChoice, PatchBack } from '../../lib/model/patch-run.ts';
import { ReserveUse } from '../../lib/model/policy-fields.ts';

/** Index of a host or VM, taken modulo their number. */
const index = z.int().nonnegative();

/** The own steps of hosts that a patch run of a schedule may have: commands of the file, and the two others. */
export const PatchedBy = z.enum(['update', 'no-restart', 'fails', 'forgets', 'person', 'webhook']);
export type PatchedBy = z.infer<typeof PatchedBy>;

/** What people decide about a VM of a host that is emptied; move: it leaves as planned. */
export const DecidedWay = z.enum(['move', 'leave', 'shutDown', 'save', 'offline']);
export type DecidedWay = z.infer<typeof DecidedWay>;

/** What happens on days of maintenance, besides the faults of every other day. */
export const MaintenanceEvent = z.discriminatedUnion('do', [
  z.object({ do: z.literal('host-died'), host: index }), // without power; `host-up` boots it
  z.object({
    do: z.literal('patch'),
    hosts: z.array(index).min(1),
    by: PatchedBy,
    atOnce: z.int().positive(),
    back: PatchBack,
  }),
  z.object({ do: z.enum(['pause-patch', 'cancel-patch']) }),
  z.object({ do: z.literal('continue-patch'), failed: FailedChoice.nullable() }),
  z.object({ do: z.literal('confirm'), host: index, by: z.enum(['person', 'webhook']) }),
  // a person who has been at the host answers for it being off; one that has power is not answered for
  z.object({ do: z.literal('restart'), host: index }),
  z.object({ do: z.literal('remove-copy'), vm: index }),
  z.object({ do: z.literal('evacuate-by'), host: index, ways: z.array(DecidedWay).min(1) }), // one after another for its VMs
  z.object({ do: z.literal('leave-maintenance'), host: index, brings: z.boolean(), starts: z.boolean() }),
  z.object({ do: z.literal('rebalance') }), // the cluster is evaluated, and the suggestion approved
]);
export type MaintenanceEvent = z.infer<typeof MaintenanceEvent>;

/** The cluster and its policy on days of maintenance. */
export const Reserve = z.object({
  hosts: z.int().min(3).max(4),
  failuresToSurvive: z.int().min(0).max(2),
  keepReserve: ReserveUse,
  restartsProved: z.boolean(), // a host that several signs call down is fenced, and its VMs are started elsewhere
});
export type Reserve = z.infer<typeof Reserve>;
