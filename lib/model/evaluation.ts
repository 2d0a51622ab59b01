import { z } from 'zod';
import { StoredFacts } from './facts.ts';

/** What made Ballast evaluate a cluster. */
export const EvaluationCause = z.enum(['schedule', 'request', 'host-joined', 'host-returned']);
export type EvaluationCause = z.infer<typeof EvaluationCause>;

/** At most this many names of hosts are kept with an evaluation; the counts tell of the others. */
export const MAX_NAMES_SEEN = 8;

/** What an evaluation saw of its cluster. */
export const SeenCluster = z.object({
  hosts: z.number().int(),
  online: z.number().int(), // those that take part in balancing
  overloaded: z.number().int(),
  overloadedNames: z.array(z.string()),
  unknown: z.number().int(), // active hosts without recent data, or whose data is not believed
  unknownNames: z.array(z.string()),
  spread: z.number(),
});
export type SeenCluster = z.infer<typeof SeenCluster>;

/** The best move that an evaluation left out, and why. Names as they were then. */
export const MoveLeftOut = z.object({
  vmId: z.string(),
  vm: z.string(),
  fromHostId: z.string(),
  from: z.string(),
  to: z.string(),
  /** A code of a rejection with its facts; null: the outcome of the evaluation is the reason. */
  why: z.object({ code: z.string(), facts: StoredFacts }).nullable(),
  /** The lowest aggressiveness that would make a move; null: that is not what is in the way. */
  aggressiveness: z.number().int().nullable(),
});
export type MoveLeftOut = z.infer<typeof MoveLeftOut>;
