import { z } from 'zod';

/** How a move is to be made: by the rule (live where that comes to an end, else quick), or as a person chooses. */
export const KindChoice = z.enum(['automatic', 'live', 'quick']);
export type KindChoice = z.infer<typeof KindChoice>;

/** Why a move is live, quick or offline. */
export const KindReason = z.enum([
  'converges', // live, since it comes to an end
  'will-not-converge', // quick, since a live one would not come to an end
  'stopped', // offline, since there is no memory to copy
  'asked', // a person chose
]);
export type KindReason = z.infer<typeof KindReason>;

/** What a forecast rests on, the best first. */
export const ForecastBasis = z.enum([
  'learned', // finished migrations between these hosts
  'cluster', // finished migrations elsewhere in this cluster
  'assumed', // nominal bandwidth, and what the engine assumes
]);
export type ForecastBasis = z.infer<typeof ForecastBasis>;

/** How one move is expected to go. Kept with it, to be held against what it did. */
export const MoveForecast = z.object({
  converges: z.boolean(),
  seconds: z.number().nonnegative(),
  downtimeMs: z.number().nonnegative(),
  rounds: z.number().int().nonnegative(),
  transferredMiB: z.number().nonnegative(),
  bandwidthMiBps: z.number().nonnegative(), // what the copy gets, with the moves that run beside it
  dirtyMiBps: z.number().nonnegative(),
  basis: ForecastBasis,
});
export type MoveForecast = z.infer<typeof MoveForecast>;
