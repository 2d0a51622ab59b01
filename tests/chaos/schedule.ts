import { z } from 'zod';
import { driverErrorCodes } from '../../lib/model/errors.ts';
import { StallAction } from '../../lib/model/policy-fields.ts';
import { MaintenanceEvent, Reserve } from './schedule-of-maintenance.ts';

/** Index of a host, VM or run, taken modulo their number. */
const index = z.int().nonnegative();
const seconds = z.number();

/**
 * Whose clock jumps: that of the worker, of a second worker on another machine, of the web process, or of the
 * machine that runs all of them.
 */
export const ClockLayer = z.enum(['worker', 'other-worker', 'web', 'all']);
export type ClockLayer = z.infer<typeof ClockLayer>;

/** An event that can occur at any time, also while a worker waits for the response of a hypervisor. */
export const Event = z.discriminatedUnion('do', [
  ...MaintenanceEvent.options,
  z.object({ do: z.literal('pass'), seconds: z.number().positive() }),
  // alone, or together with another host
  z.object({ do: z.literal('evacuate'), host: index, also: index.nullable().default(null) }),
  z.object({ do: z.literal('cancel'), run: index, movesBack: z.boolean().default(false) }),
  z.object({ do: z.enum(['pause', 'continue']), run: index }),
  z.object({ do: z.enum(['host-down', 'host-up', 'daemon-down', 'daemon-up']), host: index }),
  z.object({ do: z.enum(['link-cut', 'link-joined']), host: index, other: index }),
  z.object({ do: z.literal('fail-migration') }), // the receiving process of a running migration is killed
  z.object({ do: z.literal('hang-migration') }), // a migration in progress never ends by itself
  z.object({ do: z.literal('clock-jump'), seconds, layer: ClockLayer.default('all') }),
  // somebody else puts a VM or a foreign VM on a host, or removes it
  z.object({ do: z.literal('place'), isForeign: z.boolean(), vm: index, host: index.nullable() }),
  z.object({
    do: z.literal('refuse'),
    host: index,
    vm: index.nullable(), // null: every VM
    when: z.enum(['check', 'order', 'load']),
    code: z.enum(driverErrorCodes),
  }),
  z.object({ do: z.literal('accept'), host: index }),
]);
export type Event = z.infer<typeof Event>;

/** A turn of a loop: of the runs, of the observation, of the patch run, of the signs of silent hosts. */
const Turn = z.enum(['tick', 'collect', 'patch', 'signs']);
export type Turn = z.infer<typeof Turn>;

const when = z.enum(['before', 'after']);
const ordinal = z.int().positive();

/** The fault of a worker's turn. Effects are counted: calls of the database or of a hypervisor. */
export const Mishap = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('killed'), atEffect: ordinal, when }), // kill -9: nothing that this worker does later takes effect
  z.object({ kind: z.literal('order-late'), seconds }), // killed after it sent an order, which arrives so many seconds later
  z.object({ kind: z.literal('answer-lost'), atCall: ordinal }), // the order was carried out, but the response was lost
  z.object({ kind: z.literal('database-lost'), atEffect: ordinal, when }), // PostgreSQL restarts: every connection breaks
  z.object({ kind: z.literal('meanwhile'), atCall: ordinal, event: Event }), // before a call reaches its hypervisor
  // another loop runs a whole turn: an observation during a tick, or a tick during an observation
  z.object({ kind: z.literal('beside'), atEffect: ordinal, when, turn: Turn }),
]);
export type Mishap = z.infer<typeof Mishap>;

const mishap = Mishap.nullable();

export const Step = z.union([
  Event,
  z.discriminatedUnion('do', [
    z.object({ do: z.literal('tick'), mishap }),
    z.object({ do: z.literal('two-workers'), mishap }), // both work on the cluster at the same time
    z.object({ do: z.enum(['collect', 'patch-tick', 'signs']), mishap }),
    z.object({ do: z.literal('two-patchers'), mishap }), // both continue the patch run at the same time
    z.object({ do: z.literal('retain') }), // old samples are deleted
    z.object({ do: z.literal('evacuate-beside-tick'), host: index }),
    z.object({ do: z.literal('cancel-beside-tick'), run: index }),
    z.object({ do: z.literal('back-in-service'), host: index }),
    z.object({ do: z.literal('undo'), run: index }),
    z.object({
      do: z.literal('migrate'),
      vm: index,
      host: index,
      kind: z.enum(['live', 'quick']),
      onStall: StallAction,
    }),
  ]),
]);
export type Step = z.infer<typeof Step>;

const Vm = z.object({
  memoryGiB: z.number().positive(),
  dirtyMiBps: z.number(),
  isStopped: z.boolean(),
  isAutostart: z.boolean().optional(), // its host starts it when it boots
  ignoresShutDown: z.boolean().optional(),
  /** device: nothing takes it away from its host. tie: it leaves it only while it is stopped. */
  bond: z.enum(['device', 'tie']).optional(),
});

/** A cluster and its events, as a schedule is drawn, printed and stored in a file. */
export const Schedule = z.object({
  vms: z.array(Vm).min(1), // the first half begin on the first host, as far as memory permits
  foreignVms: z.array(Vm).default([]), // VMs that do not exist until somebody places them
  steps: z.array(Step),
  reserve: Reserve.optional(), // of days of maintenance; the others have three hosts and the usual policy
});
export type Schedule = z.infer<typeof Schedule>;
