import { z } from 'zod';
import { type RejectionCode, rejectionFacts } from './rejection.ts';
import type { Transitions } from './transitions.ts';
import { MoveKind } from './vm.ts';

/** Why a move is in the plan: each code with the names of its facts. Percentages may exceed 100. */
export const reasonFacts = {
  'cpu-overload': ['host', 'nowPercent', 'thresholdPercent', 'sourceAfterPercent', 'destinationAfterPercent'],
  'memory-overload': [
    'host',
    'nowPercent',
    'thresholdPercent',
    'sourceAfterPercent',
    'destinationAfterPercent',
  ],
  // atMs: epoch; the load is what is expected of its VMs then, less the error of the forecast
  'expected-overload': [
    'host',
    'expectedPercent',
    'atMs',
    'thresholdPercent',
    'sourceAfterPercent',
    'destinationAfterPercent',
  ],
  // at the end of the plan, with the move and without it; resource: cpu | memory | vcpus | assignedMemory | vms
  'even-load': [
    'resource',
    'gain',
    'sourceAfterPercent',
    'destinationAfterPercent',
    'sourceWithoutPercent',
    'destinationWithoutPercent',
  ],
  'repair-rule': ['rule'],
  evacuate: ['host'],
  'make-room': ['forVm'],
  requested: [],
  undo: ['run'],
  'host-dead': ['host'],
} as const satisfies Record<string, readonly string[]>;
export type ReasonCode = keyof typeof reasonFacts;

const reasonCodes = Object.keys(reasonFacts) as [ReasonCode, ...ReasonCode[]];
const rejectionCodes = Object.keys(rejectionFacts) as [RejectionCode, ...RejectionCode[]];
const FactsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** Why a move is in a plan: a code, and the facts for its sentence. */
export const Reason = z.object({ code: z.enum(reasonCodes), facts: FactsSchema });
export type Reason = z.infer<typeof Reason>;

export const Prediction = z.object({ seconds: z.number(), downtimeMs: z.number() });
export type Prediction = z.infer<typeof Prediction>;

/** One VM, from one host to another. Moves of the same wave may run at the same time; waves run in turn. */
export const PlannedMove = z.object({
  vmId: z.string(),
  fromHostId: z.string(),
  toHostId: z.string(),
  kind: MoveKind,
  wave: z.number().int().positive(),
  reason: Reason,
  predicted: Prediction,
  after: z.object({ spread: z.number(), peak: z.number() }), // of the cluster, once this move is done
});
export type PlannedMove = z.infer<typeof PlannedMove>;

/** spread: sd(cpu load) + sd(memory load) over the online hosts; peak: max(cpu load) + max(memory load). */
export const ClusterFigures = z.object({
  spread: z.number(),
  peak: z.number(),
  overloadedHosts: z.number().int(),
});
export type ClusterFigures = z.infer<typeof ClusterFigures>;

/** The engine's plan. `planningMs` is added by the caller, who measures it. */
export const Plan = z.object({
  moves: z.array(PlannedMove),
  complete: z.boolean(), // evacuate: the host ends up empty; balance: no host is left above a threshold
  before: ClusterFigures,
  after: ClusterFigures,
  rejections: z.array(
    z.object({
      vmId: z.string().optional(),
      hostId: z.string().optional(),
      code: z.enum(rejectionCodes),
      facts: FactsSchema,
    }),
  ),
  planningMs: z.number().optional(),
});
export type Plan = z.infer<typeof Plan>;

/** The kind of a plan. All kinds run in the same way and share one history. */
export const PlanKind = z.enum(['balance', 'evacuate', 'migrate', 'undo', 'restart']);
export type PlanKind = z.infer<typeof PlanKind>;

export const PlanState = z.enum(['suggested', 'approved', 'dismissed', 'superseded', 'expired']);
export type PlanState = z.infer<typeof PlanState>;

/** Approving some moves makes a new, checked plan of those; the suggestion itself then counts as approved. */
export const planTransitions: Transitions<PlanState> = {
  suggested: ['approved', 'dismissed', 'superseded', 'expired'],
  approved: [],
  dismissed: [],
  superseded: [],
  expired: [],
};
