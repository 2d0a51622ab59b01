import { z } from 'zod';
import { Policy } from '../../model/policy.ts';
import { Snapshot } from '../../model/snapshot.ts';

/** What the browser needs to plan a cluster by itself. */
export const WhatIfData = z.object({
  snapshot: Snapshot, // as balancing is planned now, with moves that are in flight
  policy: Policy,
  usualMhz: z.array(z.tuple([z.string(), z.number()])), // by VM id
});
export type WhatIfData = z.infer<typeof WhatIfData>;
