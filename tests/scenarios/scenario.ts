import { z } from 'zod';
import { reasonFacts } from '../../lib/model/plan.ts';
import { PolicyFile, policyFromFile } from '../../lib/model/policy-file.ts';
import { rejectionFacts } from '../../lib/model/rejection.ts';
import { Snapshot } from '../../lib/model/snapshot.ts';
import { MoveKind } from '../../lib/model/vm.ts';

const ids = z.array(z.string());
const facts = z.record(z.string(), z.union([z.string(), z.number()])).optional(); // some of them
const rejectionCode = z.enum(Object.keys(rejectionFacts) as [keyof typeof rejectionFacts]);
const reasonCode = z.enum(Object.keys(reasonFacts) as [keyof typeof reasonFacts]);

/** What a good answer must be like. What is left out is not judged. */
const Expectation = z.strictObject({
  complete: z.boolean().optional(),
  moves: z.number().optional(), // exactly
  maxMoves: z.number().optional(),
  waves: z.number().optional(), // exactly
  moved: ids.optional(), // exactly these VMs, sorted
  unmoved: ids.optional(), // none of these
  outcomes: z.array(z.record(z.string(), z.string())).optional(), // the moved VMs and their hosts: exactly one of these
  endsOn: z.record(z.string(), ids).optional(), // a VM each: one of these hosts in the end
  untouchedHosts: ids.optional(), // no move from there, and none to there
  noMovesTo: ids.optional(),
  sameHost: z.array(ids).optional(), // groups of VMs that end on one host
  apart: z.array(ids).optional(), // groups of VMs that end on different hosts
  maxMovedMiB: z.number().optional(), // memory of the moved VMs, together
  kinds: z.record(z.string(), MoveKind).optional(), // a VM each
  reasons: z.array(z.strictObject({ vmId: z.string().optional(), code: reasonCode, facts })).optional(),
  maxSpread: z.number().optional(), // afterwards
  maxPeak: z.number().optional(),
  overloadedHosts: z.number().optional(),
  why: rejectionCode.optional(), // the first rejection: why nothing more is done
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
  settles: z.boolean().default(true), // balance: once it is carried out, planning again finds nothing to do
});

/** One named case: a snapshot, what is asked of the planner, and what a good answer must be like. */
export const Scenario = z
  .strictObject({
    about: z.string(), // what makes the case hard, in a sentence
    snapshot: Snapshot,
    policy: PolicyFile.prefault({}).transform(policyFromFile),
    evacuate: z.string().optional(), // a host's id
    migrate: z // a person's own move
      .strictObject({ vmId: z.string(), toHostId: z.string(), kind: z.enum(['live', 'quick']).optional() })
      .optional(),
    expect: Expectation,
  })
  .refine(({ evacuate, migrate }) => !(evacuate && migrate), 'asks for two things'); // for none: balance
export type Scenario = z.infer<typeof Scenario>;
