import { z } from 'zod';
import { Policy } from '../../lib/model/policy.ts';
import { Snapshot } from '../../lib/model/snapshot.ts';

/** One named case: a snapshot, what is asked of the planner, and what a good answer must be like. */
export const Scenario = z.strictObject({
  about: z.string(), // what makes the case hard, in a sentence
  snapshot: Snapshot,
  policy: Policy.prefault({}),
  evacuate: z.string().optional(), // a host id; left out: balance
  expect: z.strictObject({
    complete: z.boolean().optional(),
    moves: z.number().optional(), // exactly
    mostMoves: z.number().optional(),
    moved: z.array(z.string()).optional(), // exactly these VMs
    unmoved: z.array(z.string()).optional(), // none of these
    mostSpread: z.number().optional(), // afterwards
    mostPeak: z.number().optional(),
    overloadedHosts: z.number().optional(),
    sameHost: z.array(z.array(z.string())).optional(), // groups of VMs that end on one host
    apart: z.array(z.array(z.string())).optional(), // groups of VMs that end on different hosts
    rejections: z
      .array(z.object({ vmId: z.string().optional(), hostId: z.string().optional(), code: z.string() }))
      .optional(),
  }),
});
export type Scenario = z.infer<typeof Scenario>;
