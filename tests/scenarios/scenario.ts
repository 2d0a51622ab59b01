import { z } from 'zod';
import { reasonFacts } from '../../lib/model/plan.ts';
import { PolicyFile, policyFromFile } from '../../lib/model/policy-file.ts';
import { rejectionFacts } from '../../lib/model/rejection.ts';
import { Snapshot } from '../../lib/model/snapshot.ts';
import { MoveKind } from '../../lib/model/vm.ts';

const ids = z.array(z.string());
const facts = z.record(z.string(), z.union([z.string(), z.number()])).optional(); // a subset
const rejectionCode = z.enum(Object.keys(rejectionFacts) as [keyof typeof rejectionFacts]);
const reasonCode = z.enum(Object.keys(reasonFacts) as [keyof typeof reasonFacts]);

/** The expected properties of the plan. Omitted properties are not judged. */
const Expectation = z.strictObject({
  complete: z.boolean().optional(),
  moves: z.number().optional(), // exactly
  maxMoves: z.number().optional(),
  waves: z.number().optional(), // exactly
  moved: ids.optional(), // exactly these VMs, sorted
  unmoved: ids.optional(), // none of these
  outcomes: z.array(z.record(z.string(), z.string())).optional(), // the moved VMs and their hosts: exactly one of these alternatives
  endsOn: z.record(z.string(), ids).optional(), // for each VM: its host at the end is one of these
  untouchedHosts: ids.optional(), // no move to or from these hosts
  noMovesTo: ids.optional(),
  sameHost: z.array(ids).optional(), // groups of VMs that are on one host at the end
  apart: z.array(ids).optional(), // groups of VMs that are on different hosts at the end
  maxMovedMiB: z.number().optional(), // total memory of the moved VMs
  kinds: z.record(z.string(), MoveKind).optional(), // for each VM
  reasons: z.array(z.strictObject({ vmId: z.string().optional(), code: reasonCode, facts })).optional(),
  maxSpread: z.number().optional(), // after the plan
  maxPeak: z.number().optional(),
  overloadedHosts: z.number().optional(),
  why: rejectionCode.optional(), // the first rejection: why no more moves are made
  rejections: z
    .array(
      z.strictObject({
        vmId: z.string().optional(),
        hostId: z.string().optional(),
        code: rejectionCode,
        facts,
      }),
    )
    .optional(),
  noRejections: z.array(rejectionCode).optional(),
  settles: z.boolean().default(true), // balance: planning again after the plan has been carried out finds no moves
});

/** One named case: a snapshot, a request to the planner, and the expected properties of the plan. */
export const Scenario = z
  .strictObject({
    about: z.string(), // what makes the case hard, in a sentence
    snapshot: Snapshot,
    policy: PolicyFile.prefault({}).transform(policyFromFile),
    evacuate: z.union([z.string(), z.array(z.string())]).optional(), // the id of a host, or of several
    migrate: z // requested by a person
      .strictObject({ vmId: z.string(), toHostId: z.string(), kind: z.enum(['live', 'quick']).optional() })
      .optional(),
    expect: Expectation,
  })
  .refine(({ evacuate, migrate }) => !(evacuate && migrate), 'asks for two things'); // default: balance
export type Scenario = z.infer<typeof Scenario>;
