import { z } from 'zod';

const limit = z.number().int().min(1).max(1000);

/** What is done about a live migration that copies without getting nearer to its end. */
export const StallAction = z.enum([
  'throttle', // the hypervisor slows the VM's CPUs down (auto-converge), so that it writes less; else it is cancelled
  'quick', // the VM is paused, and the rest copied while it stands still
  'post-copy', // the VM goes on at the destination and fetches the rest from there; lost if a host or the link fails meanwhile
  'cancel', // it stays where it is
]);
export type StallAction = z.infer<typeof StallAction>;

const options = {
  targetPauseMs: z.number().min(10).max(1000), // what the pause at the end aims for
  bandwidthCapMiBps: z.number().positive().max(1e6).nullable(), // null: none
  onStall: StallAction,
};

const settings = {
  movesPerHost: limit, // in and out together
  movesPerCluster: limit.nullable(), // null: no limit of its own
  movesPerNetwork: limit.nullable(), // over each migration network
  stallSeconds: z.number().int().min(5).max(3600), // without getting nearer to its end
  maxTries: z.number().int().min(1).max(10), // of each move, for causes that can pass
};

/** What the hypervisor may do to end one migration. Kept with each move. */
export const MoveOptions = z.object({
  targetPauseMs: options.targetPauseMs.default(300),
  bandwidthCapMiBps: options.bandwidthCapMiBps.default(null),
  onStall: options.onStall.default('throttle'),
});
export type MoveOptions = z.infer<typeof MoveOptions>;

/** What a person asks for instead of the cluster's settings; what is left out is as the cluster has it. */
export const AskedOptions = z.object(options).partial();
export type AskedOptions = z.infer<typeof AskedOptions>;

/** How the migrations of a cluster are carried out. Limits refill one by one: a move begins as soon as one ends. */
export const MigrationSettings = MoveOptions.extend({
  movesPerHost: settings.movesPerHost.default(2),
  movesPerCluster: settings.movesPerCluster.default(null),
  movesPerNetwork: settings.movesPerNetwork.default(null),
  stallSeconds: settings.stallSeconds.default(60),
  maxTries: settings.maxTries.default(3),
});
export type MigrationSettings = z.infer<typeof MigrationSettings>;

/** Some of the settings, to be changed. */
export const MigrationSettingsChange = z.object({ ...options, ...settings }).partial();
export type MigrationSettingsChange = z.infer<typeof MigrationSettingsChange>;

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
