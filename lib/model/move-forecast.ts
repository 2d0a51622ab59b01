import { z } from 'zod';

/** The requested kind of move: automatic (live if that converges, otherwise quick), or chosen by a person. */
export const KindChoice = z.enum(['automatic', 'live', 'quick']);
export type KindChoice = z.infer<typeof KindChoice>;

/** Why a move is live, quick or offline. */
export const KindReason = z.enum([
  'converges', // live, since it ends
  'will-not-converge', // quick, because a live move would not converge
  'stopped', // offline, because there is no memory to copy
  'asked', // a person chose
  'host-dead', // a restart, since there is no host to copy from
]);
export type KindReason = z.infer<typeof KindReason>;

/** The basis of a forecast, the best first. */
export const ForecastBasis = z.enum([
  'learned', // finished migrations between these hosts
  'cluster', // finished migrations elsewhere in this cluster
  'assumed', // nominal bandwidth, and assumptions of the engine
]);
export type ForecastBasis = z.infer<typeof ForecastBasis>;

/** The forecast of one move. Stored with it, to be compared with the result. */
export const MoveForecast = z.object({
  converges: z.boolean(),
  seconds: z.number().nonnegative(),
  downtimeMs: z.number().nonnegative(),
  rounds: z.number().int().nonnegative(),
  transferredMiB: z.number().nonnegative(),
  bandwidthMiBps: z.number().nonnegative(), // the bandwidth of the copy, shared with the moves that run at the same time
  dirtyMiBps: z.number().nonnegative(),
  basis: ForecastBasis,
});
export type MoveForecast = z.infer<typeof MoveForecast>;
